"""Addresses of feedback."""

from django.urls import URLPattern, path

from feedback import views

app_name = "feedback"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:pk>/feedback/", views.give, name="give-feedback"),
    path("feedback/<uuid:pk>/answer/", views.answer, name="answer-feedback"),
    path("participations/<key:pk>/ratings/", views.show_ratings, name="show-ratings"),
]
