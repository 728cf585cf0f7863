"""Contrast as WCAG counts it, and the nearest color that has enough of it."""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.colors import contrast, from_oklch, least_contrast, luminance, nearest_readable, oklch, read_color
from programs.presentation.brands import DARK, LIGHT, PETROL, Palette, Scheme, nearest_accent, reads_well

COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("typed", "color"),
    [
        ("#0A4F58", "#0a4f58"),
        (" 0a4f58 ", "#0a4f58"),
        ("#abc", "#aabbcc"),
        ("petrol", None),
        ("#12345", None),
        ("", None),
    ],
)
def test_colors_are_read_as_designers_write_them(typed: str, color: str | None) -> None:
    assert read_color(typed) == color


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The examples of “Understanding SC 1.4.3”: the darkest gray that fails, and the lightest that passes.
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_oklch_is_that_of_its_author() -> None:
    # CSS Color 4 gives red as oklch(0.62796 0.25768 29.23388).
    lightness, chroma, hue = oklch("#ff0000")
    assert (lightness, chroma, math.degrees(hue)) == pytest.approx((0.62796, 0.25768, 29.23388), abs=1e-4)


@given(COLORS)
def test_there_and_back_is_the_same_color(color: str) -> None:
    assert from_oklch(*oklch(color)) == color


@given(COLORS, st.sampled_from([LIGHT, DARK]))
def test_whatever_a_school_chooses_there_is_a_near_color_in_which_everything_reads(color: str, scheme: Scheme) -> None:
    accent = nearest_accent(color, scheme)
    assert reads_well(accent, scheme)
    assert accent == color or not reads_well(color, scheme)
    palette = Palette(scheme, accent)
    # Words on buttons and under the pointer, words on the tint, and a stronger shade as a link.
    assert contrast(scheme.on_accent, palette.accent) >= 4.5
    assert contrast(scheme.on_accent, palette.stronger) >= 4.5
    assert least_contrast(palette.stronger, (*scheme.grounds, palette.wash)) >= 4.5
    assert contrast(scheme.ink, palette.wash) >= 7


def test_the_nearest_keeps_its_hue_and_is_not_darker_than_it_must_be() -> None:
    light = nearest_readable("#ffcc00", LIGHT.grounds)
    assert oklch(light)[2] == pytest.approx(oklch("#ffcc00")[2], abs=0.02)
    assert least_contrast(light, LIGHT.grounds) == pytest.approx(4.5, abs=0.1)
    with pytest.raises(ValueError, match="No color"):
        nearest_readable("#808080", ("#000000", "#ffffff"), least=7)


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    tokens = Path(settings.BASE_DIR, "static", "css", "tokens.css").read_text()
    found = {name: values for name, *values in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", tokens)}
    for place, scheme in enumerate((LIGHT, DARK)):
        grounds = (found[name][place] for name in ("paper", "sheet", "sunk", "attn-wash"))
        assert tuple(grounds) == scheme.grounds
        assert (found["ink"][place], found["on-accent"][place]) == (scheme.ink, scheme.on_accent)
    assert found["accent"][0] == PETROL
