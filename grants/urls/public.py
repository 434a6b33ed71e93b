"""Addresses that anybody may open; they join the namespace `grants`. `front` stands outside it."""

from django.urls import path

from grants.views import public

urlpatterns = [
    path("calls/<slug:slug>/", public.call, name="call"),
    path("calls/<slug:slug>/calendar.ics", public.call_calendar, name="call_calendar"),
]
