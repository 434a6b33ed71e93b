"""Addresses that anybody may open; they join the namespace `grants`. `front` stands outside it."""

from django.urls import path

from grants.views.public import calendar, call

urlpatterns = [
    path("calls/<slug:slug>/", call.call, name="call"),
    path("calls/<slug:slug>/calendar.ics", calendar.call_calendar, name="call_calendar"),
]
