"""Addresses of a call's preparation, for call administrators; they join the namespace `grants`."""

from django.urls import path

from grants.views.prepare import calls, hub

of_call = "<slug:slug>/"
urlpatterns = [
    path("", calls.calls, name="prepare"),
    path(of_call, hub.hub, name="prepare_call"),
]
