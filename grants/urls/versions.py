"""What was sent version by version, and its taking back: under an application's own address."""

from django.urls import path

from grants.views import taking_over, versions, withdrawal

urlpatterns = [
    path("versions/", versions.versions, name="versions"),
    path("versions/compare/", versions.compare, name="compare"),
    path("versions/<int:number>/", versions.version, name="version"),
    path("taken-over/", taking_over.taken_over, name="taken_over"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("delete/", withdrawal.give_up, name="give_up"),
    path("take-up/", withdrawal.take_up, name="take_up"),
]
received_urlpatterns = [
    path("versions/", versions.received_versions, name="received_versions"),
    path("versions/compare/", versions.received_compare, name="received_compare"),
]
