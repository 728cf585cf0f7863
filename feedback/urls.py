"""Addresses of feedback."""

from django.urls import URLPattern, path

from feedback.views import looking_back

app_name = "feedback"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:pk>/feedback/", looking_back.give, name="give-feedback"),
    path("feedback/<uuid:pk>/answer/", looking_back.answer, name="answer-feedback"),
    path("feedback/<uuid:pk>/open/", looking_back.open_received, name="open-feedback"),
    path("participations/<key:pk>/ratings/", looking_back.show_ratings, name="show-ratings"),
]
