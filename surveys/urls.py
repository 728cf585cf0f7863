"""Addresses of surveys."""

from django.urls import URLPattern, path

from surveys.views import answering, instruments

app_name = "surveys"

_INSTRUMENT = "schools/<slug:school>/instruments/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("schools/<slug:school>/instruments/", instruments.list_instruments, name="list-instruments"),
    path(_INSTRUMENT, instruments.show_instrument, name="show-instrument"),
    path(_INSTRUMENT + "off/", instruments.switch_instrument_off, name="switch-instrument-off"),
    path(_INSTRUMENT + "file/", instruments.download_instrument, name="download-instrument"),
    path("surveys/<key:pk>/", answering.answer, name="answer"),
    path("surveys/<key:pk>/answers/", answering.show_answers, name="show-answers"),
    path("surveys/<key:pk>/take-back/", answering.take_answers_back, name="take-back"),
]
