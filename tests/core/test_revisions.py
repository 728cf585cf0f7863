from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.revisions import EditedMeanwhile, refuse_stale, revision_of

STORED = {"name": "Compass", "places": 3, "at": datetime(2026, 9, 20, 14, tzinfo=UTC), "terms": {2, 1}}


def test_the_same_values_have_the_same_revision_wherever_they_come_from() -> None:
    toronto = STORED["at"].astimezone(ZoneInfo("America/Toronto"))  # type: ignore[attr-defined]
    assert revision_of({**STORED, "at": toronto, "terms": {1, 2}}) == revision_of(STORED)


@pytest.mark.parametrize("change", [{"name": "Onward"}, {"places": 4}, {"places": None}, {"terms": {1}}])
def test_another_value_has_another_revision(change: dict[str, object]) -> None:
    assert revision_of({**STORED, **change}) != revision_of(STORED)


def test_the_order_of_a_list_counts() -> None:
    assert revision_of({"needs": ["a", "b"]}) != revision_of({"needs": ["b", "a"]})


def test_what_is_stored_meanwhile_is_refused_with_what_is_stored() -> None:
    began_from = revision_of(STORED)
    with pytest.raises(EditedMeanwhile) as refusal:
        refuse_stale(began_from, stored={**STORED, "places": 4}, wanted={**STORED, "places": 5})
    assert refusal.value.stored["places"] == 4


def test_no_conflict_where_nothing_changed_or_the_same_is_wanted_or_there_was_no_form() -> None:
    changed = {**STORED, "places": 4}
    refuse_stale(revision_of(STORED), stored=STORED, wanted=changed)
    refuse_stale(revision_of(STORED), stored=changed, wanted=changed)
    refuse_stale("", stored=changed, wanted=STORED)


def test_line_breaks_of_a_browser_are_no_difference() -> None:
    refuse_stale(revision_of({"body": "a\nb"}), stored={"body": "a\r\nb"})
