"""Addresses that anybody may open; they join the namespace `grants`. `front` stands outside it."""

from django.urls import path

from grants.views.public import calendar, call, news

urlpatterns = [
    path("calls/<slug:slug>/", call.call, name="call"),
    path("calls/<slug:slug>/calendar.ics", calendar.call_calendar, name="call_calendar"),
    path("news/", news.news, name="news"),
    path("news/feed.xml", news.news_feed, name="news_feed"),
    path("news/<slug:slug>/", news.news_item, name="news_item"),
]
