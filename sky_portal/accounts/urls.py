"""Addresses."""

from django.urls import URLPattern, URLResolver, include, path

from sky_portal.accounts.views import access, invitation, me, people, providers, registry, session

_paths: list[URLPattern] = [
    path("session/", session.session, name="session"),
    path("session/keep/", session.keep_alive, name="keep_alive"),
    path("session/kept/", session.kept_page, name="kept"),
    path("session/kept/drop/", session.drop_kept, name="drop_kept"),
    path("me/", me.me, name="me"),
    path("acting/", me.choose, name="choose"),
    path("acting/choose/", me.act_for, name="act_for"),
    path("people/", people.organisations, name="organisations"),
    path("people/<int:pk>/", people.people, name="people"),
    path("people/<int:pk>/invite/", people.invite, name="invite"),
    path("people/roles/<int:pk>/", people.membership, name="membership"),
    path("people/roles/<int:pk>/remove/", people.remove, name="remove_membership"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw_invitation, name="withdraw_invitation"),
    path("providers/", providers.providers, name="providers"),
    path("providers/new/", providers.add, name="add_provider"),
    path("providers/<int:pk>/", providers.provider, name="provider"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("invitation/<str:token>/accept/", invitation.accept, name="accept_invitation"),
    path("invitation/<str:token>/account/", invitation.start_account, name="invitation_account"),
    path("registry/<str:token>/", registry.registry_link, name="registry_link"),
    path("access/", access.find, name="access_request"),
    path("access/<int:pk>/ask/", access.ask, name="access_ask"),
    path("access/<int:pk>/", access.status, name="access_status"),
    path("access/<int:pk>/withdraw/", me.withdraw_request, name="withdraw_request"),
    path("access/waiting/", access.waiting, name="access_requests"),
    path("access/<int:pk>/answer/", access.answer, name="access_answer"),
    path("access/link/<str:token>/", access.link, name="access_link"),
]

urlpatterns: list[URLResolver] = [path("", include((_paths, "accounts")))]
