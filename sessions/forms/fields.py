"""The fields that several forms of sessions share."""

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
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
