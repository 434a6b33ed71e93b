"""Addresses of the demo."""

from django.urls import path

from sky_portal.demo import views

app_name = "demo"
urlpatterns = [path("demo/clock/", views.move, name="move")]
