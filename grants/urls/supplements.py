"""Addresses of supplement requests, on both sides."""

from django.urls import URLPattern, path

from grants.views import supplement_answer, supplements

OWN, RECEIVED = "applications/<uuid:case>", "received/<uuid:case>"

urlpatterns: list[URLPattern] = [
    path(f"{OWN}/supplement/", supplement_answer.supplement, name="supplement"),
    path(f"{OWN}/supplement/send/", supplement_answer.send, name="send_supplement"),
    path(f"{OWN}/supplement/ask/", supplement_answer.ask_signatory, name="ask_supplement_signatory"),
    path(f"{RECEIVED}/supplements/", supplements.requests, name="supplements"),
    path(f"{RECEIVED}/supplements/<int:pk>/more-time/", supplements.extend, name="extend_supplement"),
    path(f"{RECEIVED}/supplements/<int:pk>/close/", supplements.close, name="close_supplement"),
    path("received/<slug:slug>/supplements/", supplements.ask_many, name="ask_supplements"),
]
