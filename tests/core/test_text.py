"""Text without what nobody sees, and with everything that a name needs."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from core.text import clean_line, clean_text, has_unseen


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Jane\x07 Doe\x7f\x9b", "Jane Doe"),
        ("Ja\u200bne \u2060Hid\u00adden\ufeff", "Jane Hidden"),
        ("turn \u202e around \u2066\u200f\u061c", "turn around"),
        ("lone \ud800 half, \ufdd0\uffff\U000e0fff", "lone half,"),
        ("two\nlines\r\nthree\u2028four\x85five", "two lines three four five"),
        ("no-break\u00a0space\tand tab", "no-break space and tab"),
        ("A\u200dB, C\u200cD", "AB, CD"),
        ("hidden \U000e0041\U000e0042tags, s\ufe0felector, \u3164filler", "hidden tags, selector, filler"),
    ],
)
def test_what_nobody_sees_is_taken_out(text: str, cleaned: str) -> None:
    assert clean_line(text) == cleaned
    assert has_unseen("Ja\u200bne")


@pytest.mark.parametrize(
    "name",
    [
        "علی‌رضا",  # ZWNJ between Persian letters
        "ශ්‍රී",  # ZWJ that stacks Sinhala letters
        "র‍্যাব",  # ZWJ before a Bengali virama
        "क्‍ष",
        "葛\U000e0100城",  # a variant of a Han character, as in Japanese names
        "👩🏽‍⚕️ 👨‍👩‍👧 ❤️ 1️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "🫩",  # newer than the Unicode of this Python
        "Ñuñez O’Brien 王 Þóra Ḥasan",
    ],
)
def test_what_belongs_to_names_and_emoji_stays(name: str) -> None:
    assert clean_line(name) == name
    assert not has_unseen(name)


def test_lines_stay_lines_in_a_field_of_several() -> None:
    assert clean_text("one\r\ntwo\x00\rthree\u2029\n four ") == "one\ntwo\nthree\n\n four "


@given(st.text(st.characters()))
def test_cleaning_twice_is_cleaning_once_and_what_is_left_can_be_stored(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode()
    assert "\0" not in once


class _Form(forms.Form):
    line = forms.CharField(max_length=4)
    lines = forms.CharField(widget=forms.Textarea)
    hidden = forms.CharField(widget=forms.HiddenInput)
    password = forms.CharField(widget=forms.PasswordInput, strip=False)


def test_a_form_cleans_before_it_checks_and_leaves_passwords_alone() -> None:
    form = _Form({"line": "\u200bab\ncd", "lines": "a\r\n\x07b", "hidden": "a\nb", "password": " \u200bx\t"})
    assert form.errors == {"line": ["Ensure this value has at most 4 characters (it has 5)."]}
    assert form.cleaned_data == {"lines": "a\nb", "hidden": "a\nb", "password": " \u200bx\t"}
    assert "line" in _Form({"line": "\u200b\u2060"}).errors
