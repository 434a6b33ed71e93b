"""The files of an application. They follow the application's own address."""

from django.urls import path

from grants.views import attachments

urlpatterns = [
    path("attachments/", attachments.attachments, name="attachments"),
    path("attachments/<int:pk>/remove/", attachments.remove, name="remove_attachment"),
    path("attachments/<int:pk>/secrecy/", attachments.mark, name="mark_attachment"),
]
