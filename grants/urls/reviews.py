"""Addresses of assessments."""

from django.urls import path

from grants.views import reviews

urlpatterns = [
    path("assessments/", reviews.reviews, name="reviews"),
]
