"""Addresses."""

from django.urls import path

from sky_portal.messaging import views

app_name = "messaging"

urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/read/", views.read_all, name="read_all"),
    path("messages/<uuid:uuid>/", views.detail, name="detail"),
    path("messages/<uuid:uuid>/read/", views.read, name="read"),
    path("messages/<uuid:uuid>/send-again/", views.send_again, name="send_again"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:uuid>/", views.outbox_message, name="outbox_message"),
    path("outbox/<uuid:uuid>/html/", views.outbox_html, name="outbox_html"),
]
