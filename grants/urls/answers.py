"""Addresses of the questions about a call; they stand under the call's preparation."""

from django.urls import path

from grants.views.prepare import answers

urlpatterns = [
    path("answers/", answers.answers, name="prepare_answers"),
    path("answers/add/", answers.add, name="prepare_answer_add"),
    path("answers/<int:pk>/", answers.edit, name="prepare_answer_edit"),
    path("answers/<int:pk>/delete/", answers.delete, name="prepare_answer_delete"),
    path("answers/<int:pk>/move/", answers.move, name="prepare_answer_move"),
]
