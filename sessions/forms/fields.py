"""The fields that several forms of sessions share."""

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clocks import place_name
from core.revised_forms import RevisedForm
from sessions.calendars.wall_clock import to_instant
from sessions.errors import ImpossibleTime
from sessions.models import Mode, StepNote

_DATE, _START = gettext_lazy("Date"), gettext_lazy("Start")
_LENGTHS = (15, 30, 45, 60, 90)


def date_field(label: Any = _DATE, *, required: bool = True) -> forms.DateField:
    """A day, in the browser's own picker."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)


def time_field(label: Any = _START, *, required: bool = True) -> forms.TimeField:
    """A time of day; `WhenForm` names the place of the clock."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=required, widget=widget)


def mode_field(label: Any) -> forms.ChoiceField:
    """How people meet, as a row of buttons."""
    return forms.ChoiceField(label=label, choices=Mode, widget=forms.RadioSelect)


def note_field() -> forms.CharField:
    """A word that comes with a step."""
    return forms.CharField(
        label=gettext_lazy("A word with it"),
        max_length=StepNote.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Shown beside the session, to those who meet and nobody else. It isn’t in the email."),
    )


def minutes_choices(*also: int) -> list[tuple[int, str]]:
    """Return the usual lengths, and those in `also`, as choices in minutes."""
    lengths = sorted({*_LENGTHS, *also})
    return [(n, ngettext("%(n)s min", "%(n)s min", n) % {"n": n}) for n in lengths]


class TimesForm(forms.BaseForm):
    """Adds numbered rows of a date and a start to a form with a `zone`; a row may stay empty.

    Attributes:
        numbers: of the rows.
        zone: of the clock on which the times are told.
    """

    numbers: range
    zone: zoneinfo.ZoneInfo

    def add_rows(self) -> None:
        """Put the fields of each row into the form."""
        for number in self.numbers:
            place = {"number": number}
            self.fields[f"date_{number}"] = date_field(_("Date of time %(number)s") % place, required=False)
            self.fields[f"time_{number}"] = time_field(_("Start of time %(number)s") % place, required=False)
            for name in (f"date_{number}", f"time_{number}"):
                self.fields[name].widget.attrs["class"] = "form-control"

    @property
    def rows(self) -> list[tuple[int, BoundField, BoundField]]:
        """The fields of each row."""
        return [(number, self[f"date_{number}"], self[f"time_{number}"]) for number in self.numbers]

    def times_in(self, cleaned: Mapping[str, Any]) -> tuple[datetime, ...]:
        """Return the local times that were typed; beside the others stands what is missing or impossible."""
        return tuple(local for number in self.numbers if (local := self._time_in(number, cleaned)) is not None)

    def _time_in(self, number: int, cleaned: Mapping[str, Any]) -> datetime | None:
        day, clock = cleaned.get(f"date_{number}"), cleaned.get(f"time_{number}")
        if day is None or clock is None:
            for name, own in ((f"date_{number}", day), (f"time_{number}", clock)):
                if own is None and (day or clock) and name not in self.errors:
                    self.add_error(name, _("Enter both the date and the start, or neither."))
            return None
        local = datetime.combine(day, clock)
        try:
            to_instant(local, self.zone)
        except ImpossibleTime as error:
            self.add_error(f"time_{number}", error.message)
            return None
        return local


class WhenForm(RevisedForm):
    """Date, start and length on the clock of `zone`; `cleaned_data["starts_at"]` is the instant."""

    date = date_field()
    time = time_field()

    def __init__(self, *args: Any, zone: zoneinfo.ZoneInfo, minutes: int, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)
        self.fields["time"].label = _("Start, %(place)s") % {"place": place_name(zone)}
        self.fields["minutes"] = forms.TypedChoiceField(
            label=_("How long?"),
            coerce=int,
            choices=minutes_choices(minutes),
            initial=minutes,
            widget=forms.RadioSelect,
        )

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Turn the instant into date and time on the reader's clock."""
        local = stored["starts_at"].astimezone(self.zone)
        return {**stored, "date": local.date(), "time": local.time()}

    @property
    def local(self) -> datetime:
        """The naive local time; only after validation."""
        return datetime.combine(self.cleaned_data["date"], self.cleaned_data["time"])

    def clean(self) -> dict[str, Any]:
        """Refuse a time that the clocks skip."""
        cleaned = super().clean() or self.cleaned_data
        if "date" in cleaned and "time" in cleaned:
            try:
                cleaned["starts_at"] = to_instant(self.local, self.zone)
            except ImpossibleTime as error:
                self.add_error("time", error.message)
        return cleaned
