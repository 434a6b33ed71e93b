"""What arrived beside the portal's way: pages of the registrar, under `/arrivals/`."""

from django.urls import path

from grants.views import arrivals

urlpatterns = [
    path("", arrivals.arrivals, name="arrivals"),
    path("new/", arrivals.record, name="arrival_new"),
    path("<uuid:case>/", arrivals.arrival, name="arrival"),
    path("<uuid:case>/correct/", arrivals.correct, name="arrival_correct"),
    path("<uuid:case>/documents/", arrivals.add_documents, name="arrival_documents"),
]
