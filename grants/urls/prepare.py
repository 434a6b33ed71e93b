"""Addresses of a call's preparation, for call administrators; they join the namespace `grants`."""

from django.urls import path

from grants.views.prepare import basics, calls, hub, money

of_call = "<slug:slug>/"
urlpatterns = [
    path("", calls.calls, name="prepare"),
    path(of_call, hub.hub, name="prepare_call"),
    path(f"{of_call}basics/", basics.basics, name="prepare_basics"),
    path(f"{of_call}money/", money.money, name="prepare_money"),
]
