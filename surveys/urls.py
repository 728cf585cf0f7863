"""Addresses of surveys."""

from django.urls import URLPattern, path

from surveys.views import instruments

app_name = "surveys"

_INSTRUMENT = "schools/<slug:school>/instruments/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("schools/<slug:school>/instruments/", instruments.list_instruments, name="list-instruments"),
    path(_INSTRUMENT, instruments.show_instrument, name="show-instrument"),
    path(_INSTRUMENT + "off/", instruments.switch_instrument_off, name="switch-instrument-off"),
    path(_INSTRUMENT + "file/", instruments.download_instrument, name="download-instrument"),
]
