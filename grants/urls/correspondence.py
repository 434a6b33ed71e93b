"""Addresses of messages between applicant and officials."""

from django.urls import URLPattern, path

from grants.views import correspondence

urlpatterns: list[URLPattern] = [
    path("applications/<uuid:case>/messages/", correspondence.thread, name="messages"),
    path("received/<uuid:case>/messages/", correspondence.case_thread, name="case_messages"),
]
