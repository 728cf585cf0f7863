import pytest
from django.utils import translation

from accounts.models import User
from core.folding import fold
from core.search import Search, found, narrowed
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(
    ("text", "folded"), [("Auslöser", "ausloser"), ("RÉSIDENCE", "residence"), ("straße", "strasse")]
)
def test_folding_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("meetings", "How often you meet"),
        ("meet", "The first meeting"),
        ("boundary", "Boundaries and what they are for"),
        ("confidential", "Confidentiality and its limits"),
        ("reflecting", "Write a reflection after each session"),
        ("AUSLOSER", "Der Auslöser"),
        ("paed", "Pædiatrics"),
        ("limits confidentiality", "Confidentiality and its limits"),
        ("  ", "anything"),
        ("%_'\"(", "anything"),
    ],
)
def test_a_search_finds_beginnings_and_forms_of_words(query: str, text: str) -> None:
    assert Search(query).matches(text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("eeting", "The first meeting"), ("stays nowhere", "What stays here"), ("meteor", "You met"), (".", "")],
)
def test_a_search_finds_nothing_else(query: str, text: str) -> None:
    assert not Search(query).matches(text) or not Search(query)


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [("de", "Zielen", "eure Ziele"), ("fr", "objectivement", "les objectifs"), ("es", "hablando", "hay que hablar")],
)
def test_forms_are_those_of_the_language_of_the_page(language: str, query: str, text: str) -> None:
    assert not Search(query).matches(text)
    with translation.override(language):
        assert Search(query).matches(text)


def test_in_a_language_without_stems_words_are_found_as_they_are() -> None:
    with translation.override("sw"):
        assert Search("mkutano").matches("mkutano wa kwanza")


def test_what_is_found_is_marked_in_html() -> None:
    marked = Search("goals", [["aim", "goal"]]).highlighted("A goal <b> & its Äims, aims; Goalie")
    assert marked == "A <mark>goal</mark> &lt;b&gt; &amp; its <mark>Äims</mark>, <mark>aims</mark>; Goalie"


def test_every_match_is_counted() -> None:
    assert Search("goal meet").counts("Goals, a goal, and meetings; then we met") == [2, 1]


def test_a_query_of_any_length_is_read_to_its_first_words() -> None:
    assert Search("ward " * 10_000).matches("ward")
    assert Search("(" * 10_000).matches("ward")


def test_texts_of_one_key_count_together() -> None:
    texts = [(1, "Ruth", None), (2, "Ruth", "Sleep"), (1, "Paediatrics", "")]
    assert found("ruth paediatrics", texts) == [1]


def test_a_list_is_narrowed_without_regard_to_accents_on_both_databases(db: None) -> None:
    marguerite = UserFactory.create(given_name="Marguerite", family_name="Olander-Dubé")
    UserFactory.create(given_name="Marguerite", family_name="Rowe")
    rows = narrowed(User.objects.all(), "DUBE marg", "given_name", "family_name")
    assert list(rows) == [marguerite]
    assert narrowed(User.objects.all(), " ", "given_name").count() == 2
