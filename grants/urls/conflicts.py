"""Addresses of conflicts of interest."""

from django.urls import path

from grants.views import conflicts

urlpatterns = [
    path("received/<uuid:case>/declare/", conflicts.declare, name="declare"),
    path("conflicts/", conflicts.own, name="own_conflicts"),
]
