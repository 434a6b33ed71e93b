"""Addresses of writing news, for call administrators; they join the namespace `grants`."""

from django.urls import path

from grants.views import news_admin

urlpatterns = [
    path("", news_admin.newsroom, name="newsroom"),
    path("new/", news_admin.news_new, name="news_new"),
    path("<uuid:case>/", news_admin.news_preview, name="news_preview"),
    path("<uuid:case>/edit/", news_admin.news_edit, name="news_edit"),
    path("<uuid:case>/publish/", news_admin.news_publish, name="news_publish"),
    path("<uuid:case>/withdraw/", news_admin.news_withdraw, name="news_withdraw"),
]
