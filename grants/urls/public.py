"""Addresses that anybody may open; they join the namespace `grants`. `front` stands outside it."""

from django.urls import path

from grants.views import can_we_apply, partners
from grants.views.public import calendar, call, news

urlpatterns = [
    path("calls/<slug:slug>/", call.call, name="call"),
    path("calls/<slug:slug>/calendar.ics", calendar.call_calendar, name="call_calendar"),
    path("calls/<slug:slug>/can-we-apply/", can_we_apply.can_we_apply, name="can_we_apply"),
    path("calls/<slug:slug>/can-we-apply/choices.json", can_we_apply.choices, name="choices"),
    path("calls/<slug:slug>/partners/", partners.partners, name="partners"),
    path("calls/<slug:slug>/partners/<int:pk>/stop/", partners.stop, name="stop_looking"),
    path("news/", news.news, name="news"),
    path("news/feed.xml", news.news_feed, name="news_feed"),
    path("news/<slug:slug>/", news.news_item, name="news_item"),
]
