"""Waves as staff and those who answer see them."""

from datetime import date
from typing import TypedDict

from surveys.models import Wave


class WaveDays(TypedDict):
    """The days of a wave, as their form has them."""

    opens_on: date
    closes_on: date


def wave_days(wave: Wave) -> WaveDays:
    """Return the first and the last day of a wave on the school's calendar; it has its cycle and institution."""
    local = wave.cycle.local_day
    return {"opens_on": local(wave.opens_at), "closes_on": local(wave.closes_at)}
