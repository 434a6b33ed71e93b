"""Addresses of documents."""

from django.urls import path

from sky_portal.documents import views

app_name = "documents"

urlpatterns = [path("documents/<uuid:document_id>/", views.download, name="download")]
