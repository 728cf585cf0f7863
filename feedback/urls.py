"""Addresses of feedback."""

from django.urls import URLPattern, path

from feedback.views import all_year, feedback, peers, requests, sharing

app_name = "feedback"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:pk>/feedback/", all_year.show_all, name="list-feedback"),
    path("pairs/<key:pk>/feedback/new/", all_year.write, name="write-feedback"),
    path("pairs/<key:pk>/feedback/ask/", requests.ask, name="ask-feedback"),
    path("pairs/<key:pk>/feedback/year/", feedback.give, name="give-feedback"),
    path("groups/<key:pk>/feedback/<key:person_pk>/", all_year.show_all, name="list-group-feedback"),
    path("groups/<key:pk>/feedback/<key:person_pk>/new/", all_year.write, name="write-group-feedback"),
    path("groups/<key:pk>/feedback/<key:person_pk>/ask/", requests.ask, name="ask-group-feedback"),
    path("peers/<key:pk>/feedback/<key:person_pk>/year/", peers.give, name="give-to-peer"),
    path("feedback/<uuid:pk>/", all_year.show, name="show-feedback"),
    path("feedback/<uuid:pk>/edit/", all_year.edit, name="edit-feedback"),
    path("feedback/<uuid:pk>/answer/", feedback.answer, name="answer-feedback"),
    path("feedback/<uuid:pk>/open/", feedback.open_received, name="open-feedback"),
    path("feedback/<uuid:pk>/follow-up/", all_year.follow, name="follow-up"),
    path("feedback/<uuid:pk>/share/", sharing.share, name="share-feedback"),
    path("feedback/<uuid:pk>/unshare/", sharing.unshare, name="unshare-feedback"),
    path("feedback-requests/<uuid:pk>/", requests.answer, name="answer-request"),
    path("feedback-requests/<uuid:pk>/decline/", requests.decline, name="decline-request"),
    path("feedback-requests/<uuid:pk>/take-back/", requests.take_back, name="take-back-request"),
    path("programs/<slug:slug>/shared-feedback/", sharing.list_shared, name="list-shared"),
    path("participations/<key:pk>/ratings/", feedback.show_ratings, name="show-ratings"),
]
