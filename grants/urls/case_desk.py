"""Addresses of one application on the officials' desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
