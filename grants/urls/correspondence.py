"""Addresses of messages between applicant and officials."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
