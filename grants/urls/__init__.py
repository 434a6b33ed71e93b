"""Addresses. An application is named by the uuid of its case; `front` and `home` have no namespace."""

from django.urls import include, path

from grants.urls import (
    allocation,
    arrivals,
    attachments,
    case_desk,
    conflicts,
    correspondence,
    desk,
    newsroom,
    papers,
    prepare,
    public,
    reviews,
    sheets,
    supplements,
    together,
    versions,
)
from grants.views import (
    answers,
    application,
    budget,
    check,
    contact,
    home,
    ruling,
    section,
    start,
    submit,
)
from grants.views.public import front as front_page

application_urls = [
    path("answers/<slug:key>/", answers.save_one, name="save_answer"),
    path("", application.application, name="application"),
    path("sections/<slug:key>/", section.section, name="section"),
    path("budget/", budget.budget, name="budget"),
    path("contact/", contact.contact, name="contact"),
    path("check/", check.check, name="check"),
    path("ask/", check.ask_signatory, name="ask_signatory"),
    path("submit/", submit.submit, name="submit"),
    path("sent/", application.sent, name="sent"),
    *together.urlpatterns,
    *attachments.urlpatterns,
    *sheets.urlpatterns,
    *papers.urlpatterns,
    *versions.urlpatterns,
]
grants_urls = [
    # First, and the answers first of all: one comes for every pause in typing.
    path("applications/<uuid:case>/", include(application_urls)),
    path("", include(public)),
    path("calls/<slug:slug>/start/", start.start, name="start"),
    path("applications/", application.applications, name="applications"),
    path("arrivals/", include(arrivals)),
    path("newsroom/", include(newsroom)),
    path("prepare/", include(prepare)),
    path("received/<uuid:case>/", include(versions.received_urlpatterns)),
    path("received/<uuid:case>/ruling/", ruling.ruling, name="ruling"),
    *desk.urlpatterns,
    *case_desk.urlpatterns,
    *conflicts.urlpatterns,
    *reviews.urlpatterns,
    *supplements.urlpatterns,
    *correspondence.urlpatterns,
    *allocation.urlpatterns,
]
urlpatterns = [
    path("", front_page.front, name="front"),
    path("home/", home.home, name="home"),
    path("", include((grants_urls, "grants"))),
]
