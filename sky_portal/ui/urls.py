"""Addresses of the portal's own pages."""

from django.urls import include, path

from sky_portal.ui import views

ui_urls = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("appearance/", views.appearance, name="appearance"),
    path("gallery/", views.gallery, name="gallery"),
]
urlpatterns = [path("", include((ui_urls, "ui")))]
