"""Addresses."""

from django.urls import path

from sky_portal.jobs import views

app_name = "jobs"

urlpatterns = [
    path("jobs/<uuid:uuid>/", views.detail, name="detail"),
    path("jobs/<uuid:uuid>/state/", views.state, name="state"),
    path("jobs/<uuid:uuid>/retry/", views.retry, name="retry"),
]
