"""Instruments: their files, the scores that their examples have to give, and what they are in a survey."""

from pathlib import Path

import pytest

from feedback.presentation.items import SCALE, STATEMENTS
from surveys.imports.instrument_files import InstrumentRefused, read_instrument, shipped_instruments
from surveys.models.content import Content, asks_for_help
from surveys.models.content_check import content_problems
from surveys.presentation.instrument_blocks import block_of
from surveys.presentation.scoring import scores_of

FOLDER = Path("surveys/imports/instruments")


def test_all_instruments_fit_into_one_survey_and_give_the_scores_of_their_examples() -> None:
    """Reading tries the examples: published ones for burnout (Dolan) and self-efficacy (Schwarzer), else by hand."""
    instruments = shipped_instruments()
    assert [each.slug for each in instruments.values()] == list(instruments)
    assert [slug for slug, each in instruments.items() if not each.on] == ["self_efficacy"]
    content = Content(format=1, languages=["en"], blocks=[block_of(each, ["en"]) for each in instruments.values()])
    assert content_problems(content) == []
    assert [asks_for_help(content, {"burnout_level": value}) for value in "12345"] == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("belonging", 'reversed = true, text = { en = "I feel', 'text = { en = "I feel', "Example 1: “mean” comes out"),
        ("self_efficacy", "least = 7", "least = 6", "Example 4: “sum” comes out as"),
        ("self_efficacy", "high = 40", "high = 30", "doesn’t go from 10 to 30"),
        ("self_efficacy", "on = false", "on = true", "off until a school accepts"),
        ("satisfaction", 'weights = "importance"', "", "weights where the rule needs them"),
        (
            "satisfaction",
            'key = "studies", text = { en = "Planning my studies and exams" }',
            'key = "x", text = { en = "X" }',
            "",
        ),
        ("burnout", "value = 5", "value = nan", "another kind of value"),
        ("burnout", "value = 5", "value = true", "another kind of value"),
        ("burnout", "value = 5", "value = 4", "is there twice"),
        ("burnout", 'license = "', 'license = "" # ', "why you may use it"),
        ("burnout", "least = 1\n", "", "scores 1: least is missing"),
        ("burnout", "least = 1\n", "least = 1\ncutoff = 3\n", "scores 1: cutoff isn’t known"),
        ("burnout", "parts]]", "parts", "can’t be read as TOML"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, old: str, new: str, problem: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text()
    assert old in text
    with pytest.raises(InstrumentRefused) as refused:
        read_instrument(text.replace(old, new, 1))
    assert any(problem in each for each in refused.value.problems), refused.value.problems


def test_what_the_scale_does_not_have_is_no_answer() -> None:
    traits = shipped_instruments()["relationship"]
    odd = {"trustworthy": "5", "approachable": "9", "enthusiastic": ["5"], "adapts": 3, "unknown": "5"}
    for answer in (odd, "5", None):
        assert scores_of(traits, {"relationship_traits": answer}) == {"mean": None}


def test_confidential_ratings_and_surveys_ask_for_the_five_traits_in_the_same_words() -> None:
    (traits,) = shipped_instruments()["relationship"].parts
    assert {item.key: item.text["en"] for item in traits.items} == {key: str(text) for key, text in STATEMENTS.items()}
    assert [(int(option["value"]), option["text"]["en"]) for option in traits.options] == [
        (value, str(text)) for value, text in SCALE
    ]
