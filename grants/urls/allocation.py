"""Addresses of sharing out."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
