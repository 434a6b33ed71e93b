"""Addresses of conflicts of interest."""

from django.urls import path

from grants.views import conflict_decisions, conflict_rounds, conflicts

urlpatterns = [
    path("received/<uuid:case>/declare/", conflicts.declare, name="declare"),
    path("received/declare/<slug:slug>/", conflict_rounds.declare_call, name="declare_call"),
    path("conflicts/", conflicts.own, name="own_conflicts"),
    path("conflicts/all/", conflict_decisions.conflicts, name="conflicts"),
    path("conflicts/claim/", conflict_decisions.claim, name="claim_conflict"),
    path("conflicts/<int:pk>/", conflict_decisions.conflict, name="conflict"),
]
