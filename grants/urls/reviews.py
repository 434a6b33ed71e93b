"""Addresses of assessments: one's own, an application's, a call's ranking."""

from django.urls import path

from grants.views import consensus, review, reviews

urlpatterns = [
    path("assessments/", reviews.reviews, name="reviews"),
    path("assessments/ranking/<slug:slug>/", reviews.ranking, name="ranking"),
    path("assessments/<uuid:case>/", review.review, name="review"),
    path("assessments/<uuid:case>/scores/<slug:key>/", review.save_one, name="review_score"),
    path("assessments/<uuid:case>/reopen/", review.reopen, name="review_reopen"),
    path("assessments/<uuid:case>/take-away/<int:pk>/", review.take_away, name="review_take_away"),
    path("assessments/<uuid:case>/consensus/", consensus.consensus, name="consensus"),
    path("assessments/<uuid:case>/consensus/begin/", consensus.begin, name="consensus_begin"),
    path("assessments/<uuid:case>/consensus/scores/<slug:key>/", consensus.save_one, name="consensus_score"),
]
