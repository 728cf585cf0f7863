"""Every text that a person reads can be translated."""

import pytest

from tests.site.conftest import Site
from tests.site.walk.markup import parse
from tests.site.walk.pseudo import Written, untranslated

pytestmark = pytest.mark.django_db


def test_every_text_of_the_site_is_translated_or_written_by_people(site: Site) -> None:
    assert site.foreign == {}


@pytest.mark.parametrize(
    ("html", "foreign"),
    [
        ("<p>⟦Hello, Noor⟧</p>", []),
        ("<p>⟦Hello, ⟦Mentor⟧⟧ Hello</p>", ["Hello"]),
        ("<p>45 min</p>", ["min"]),
        ('<button aria-label="Close">×</button>', ["Close"]),
        ('<input type="submit" value="Save">', ["Save"]),
        ("<p>17:00 – 18:30 · 12 %</p>", []),
    ],
)
def test_a_text_outside_the_brackets_is_noticed(html: str, foreign: list[str]) -> None:
    assert list(untranslated(parse(html), Written())) == foreign
