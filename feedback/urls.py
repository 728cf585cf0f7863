"""Addresses of feedback."""

from django.urls import URLPattern, path

from feedback.views import feedback, peers

app_name = "feedback"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:pk>/feedback/", feedback.give, name="give-feedback"),
    path("peers/<key:pk>/feedback/<key:person_pk>/", peers.give, name="give-to-peer"),
    path("feedback/<uuid:pk>/answer/", feedback.answer, name="answer-feedback"),
    path("feedback/<uuid:pk>/open/", feedback.open_received, name="open-feedback"),
    path("participations/<key:pk>/ratings/", feedback.show_ratings, name="show-ratings"),
]
