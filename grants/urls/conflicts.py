"""Addresses of conflicts of interest."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
