"""Addresses that anybody may open; they join the namespace `grants`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
