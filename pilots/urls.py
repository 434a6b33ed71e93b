"""Addresses. A pilot is named by the uuid of its case."""

from django.urls import include, path

from pilots.views import answer, members, steps, team

pilots_urls = [
    path("pilots/<uuid:case>/members/", members.members, name="members"),
    path("pilots/<uuid:case>/members/invite/", members.invite, name="invite"),
    path("pilots/<uuid:case>/team/", team.team, name="team"),
    path("pilots/<uuid:case>/team/add/", team.add, name="add_team_person"),
    path("team/<int:pk>/", team.edit, name="team_person"),
    path("team/<int:pk>/delete/", team.delete, name="delete_team_person"),
    path("team/<int:pk>/move/", team.move, name="move_team_person"),
    path("members/<int:pk>/answer/", answer.answer, name="answer"),
    path("members/<int:pk>/<slug:name>/", steps.step, name="step"),
    path("members/<int:pk>/<slug:name>/ask/", steps.ending, name="ending"),
]
urlpatterns = [path("", include((pilots_urls, "pilots")))]
