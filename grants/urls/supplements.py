"""Addresses of supplement requests, on both sides."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
