"""Names of rounds that can be seen, and typed again."""

import unicodedata

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from matching.models import MatchRound
from matching.models.titles import is_visible, typeable
from tests.conftest import SignIn

UNSEEN = ["\u200b", "\u2060", "\u200d", "\u3164", "\u115f\u1160", "\u2800", "\ufe0f", "\u00ad \u200e", "\x07"]


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


@pytest.mark.parametrize("name", UNSEEN)
def test_a_name_that_nobody_sees_is_refused_beside_its_field(desk: Client, open_round: MatchRound, name: str) -> None:
    url = reverse("matching:edit-round", kwargs={"pk": open_round.pk})
    response = desk.post(url, {"name": name, "closes_at": "2030-10-10T10:00"})
    assert response.status_code == 422
    assert response.context["form"].errors["name"] == ["Type a name with visible letters or digits."]


@pytest.mark.parametrize("name", ["Round 2", "Ronde d’été", "第二轮", "الجولة", "2", "🎓"])
def test_a_name_in_any_script_can_be_given(desk: Client, open_round: MatchRound, name: str) -> None:
    url = reverse("matching:edit-round", kwargs={"pk": open_round.pk})
    assert desk.post(url, {"name": name, "closes_at": "2030-10-10T10:00"}).status_code == 302


@given(st.text(max_size=80))
def test_a_name_is_the_same_however_its_accents_are_stored(name: str) -> None:
    assert typeable(unicodedata.normalize("NFD", name)) == typeable(unicodedata.normalize("NFC", name))
    assert typeable(typeable(name)) == typeable(name)


def test_capitals_and_letters_stay_apart() -> None:
    assert typeable("E\u0301te\u0301\u200b\u00a0 2") == "Été 2"
    assert typeable("été") != typeable("Été")
    assert typeable("ﬁ") != typeable("fi")


@pytest.mark.parametrize("name", ["\u0301", "\u0301\u0308 \u0301", "\u20e3", " \u200b\u0301"])
def test_marks_without_a_letter_are_no_name(name: str) -> None:
    assert not is_visible(name)
    assert is_visible(f"e{name}")
