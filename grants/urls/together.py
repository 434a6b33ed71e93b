"""Writing together: who takes care of which part, comments, who else is here."""

from django.urls import path

from grants.views import comments, division, presence

urlpatterns = [
    path("division/", division.division, name="division"),
    path("division/give/", division.give, name="give_part"),
    path("division/take-back/", division.take_back, name="take_back_part"),
    path("parts/<slug:part>/comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/settle/", comments.settle, name="settle_comment"),
    path("comments/<int:pk>/take-up/", comments.take_up, name="take_up_comment"),
    path("parts/<slug:part>/here/", presence.here, name="here"),
]
