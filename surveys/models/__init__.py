"""Surveys: what a program asks, in versions; the waves in which people answer, and their answers."""

from surveys.models.school_instruments import SchoolInstrument
from surveys.models.surveys import Asked, Phase, Survey, SurveyVersion
from surveys.models.waves import AskedPerson, SurveyResponse, Wave, WaveState

__all__ = [
    "Asked",
    "AskedPerson",
    "Phase",
    "SchoolInstrument",
    "Survey",
    "SurveyResponse",
    "SurveyVersion",
    "Wave",
    "WaveState",
]
