"""Zones are chosen by place; names of old are understood and not offered."""

import zoneinfo
from typing import Any

import pytest

from core.zones import ZoneField, old_names, zone_groups, zones_in_use


def _offered(field: ZoneField) -> dict[str, str]:
    groups: Any = field.choices
    flat = [group if isinstance(group, list) else [(key, group)] for key, group in groups]
    return {value: label for choices in flat for value, label in choices}


def test_every_zone_that_is_offered_exists() -> None:
    assert set(zones_in_use()) <= zoneinfo.available_timezones()
    assert len(zones_in_use()) > 400
    assert {zone for _region, group in zone_groups() for zone, _label in group} == set(zones_in_use()) - {"UTC"}


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Toronto", "Toronto, Canada"),
        ("Africa/Kampala", "Kampala, Uganda"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina"),
        ("Asia/Singapore", "Singapore"),
    ],
)
def test_a_zone_is_chosen_by_place(zone: str, words: str) -> None:
    assert _offered(ZoneField())[zone] == words


@pytest.mark.parametrize("old", ["US/Eastern", "Asia/Calcutta", "Europe/Kiev", "Cuba", "EST", "Etc/GMT+5"])
def test_names_of_old_are_not_offered_but_stay_where_they_are(old: str) -> None:
    assert old not in _offered(ZoneField())
    assert old in _offered(ZoneField(here=old))
    field = ZoneField(here=old)
    assert field.clean(old) == old


def test_what_a_browser_tells_by_an_old_name_is_found() -> None:
    assert "Asia/Calcutta" in old_names()["Asia/Kolkata"]
    widget: Any = ZoneField().widget
    widget.choices = ZoneField().choices
    assert 'data-also="Asia/Calcutta"' in widget.render("zone", "")
