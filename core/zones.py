"""Time zones to choose from, by place: those in use today, with the country, and without the names of old.

The tables are those of the IANA database as `tzdata` ships them: `zone.tab` lists the zones in use by country,
`iso3166.tab` names the countries, and `tzdata.zi` says which old names stand for which zone.
"""

from functools import cache
from importlib.resources import files
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]
UTC = "UTC"


def _lines(name: str) -> list[str]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def zones_in_use() -> dict[str, str]:
    """Return zone → country, for every zone that a place uses today, and UTC without one."""
    countries = dict(line.split("\t", 1) for line in _lines("iso3166.tab"))
    rows = (line.split("\t") for line in _lines("zone.tab"))
    return {UTC: "", **dict(sorted((row[2], countries[row[0]]) for row in rows))}


@cache
def old_names() -> dict[str, list[str]]:
    """Return zone in use → the names of old that mean it, which browsers still tell: Asia/Kolkata → Asia/Calcutta."""
    found: dict[str, list[str]] = {}
    for line in _lines("tzdata.zi"):
        if line.startswith("L "):
            _l, zone, name = line.split()
            if zone in zones_in_use() and name not in zones_in_use():
                found.setdefault(zone, []).append(name)
    return found


@cache
def zone_groups() -> Groups:
    """Return the zones in use by region, as choices of a form: “Toronto, Canada” in America."""
    groups: dict[str, Choices] = {}
    for zone, country in zones_in_use().items():
        region, _slash, place = zone.partition("/")
        if place:
            words = ", ".join(reversed(place.replace("_", " ").split("/")))
            label = words if words.endswith(country) else f"{words}, {country}"
            groups.setdefault(region, []).append((zone, label))
    return sorted((region, sorted(choices, key=lambda choice: choice[1])) for region, choices in groups.items())


class _ZoneSelect(forms.Select):
    """Each zone carries its names of old, so that a script finds the one that the browser tells."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if also := old_names().get(str(value)):
            option["attrs"]["data-also"] = " ".join(also)
        return option


class ZoneField(forms.ChoiceField):
    """A time zone, chosen by place. `static/js/zones.js` puts that of the browser first.

    Args:
        here: the zone that is stored; it stays a choice, whatever its name. Empty where none is.
    """

    widget = _ZoneSelect
    default_error_messages = {"invalid_choice": _("Choose a time zone from the list.")}

    def __init__(self, *, here: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offer(here)

    def offer(self, here: str) -> None:
        """Make the zones choices, and `here` the one that is there."""
        first: Choices = [(UTC, UTC)] if here else [("", _("Choose a place")), (UTC, UTC)]  # type: ignore[list-item]
        if here and here not in zones_in_use():
            first.insert(0, (here, here.replace("_", " ")))
        self.choices = [*first, *zone_groups()]
        self.widget.attrs["data-zone"] = ""
