"""Addresses of the worklist: its views, exports and acts on several."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
