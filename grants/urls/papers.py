"""The application as a PDF. They follow the application's own address."""

from django.urls import path

from grants.views import papers

urlpatterns = [
    path("papers/", papers.papers, name="papers"),
    path("papers/draft/", papers.make_draft, name="make_draft"),
]
