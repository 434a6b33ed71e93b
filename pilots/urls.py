"""Addresses."""

from django.urls import include, path

from pilots import views

pilots_urls = [
    path("pilots/<uuid:case>/members/", views.members, name="members"),
    path("pilots/<uuid:case>/members/invite/", views.invite, name="invite"),
    path("members/<int:pk>/<slug:name>/", views.step, name="step"),
]
urlpatterns = [path("", include((pilots_urls, "pilots")))]
