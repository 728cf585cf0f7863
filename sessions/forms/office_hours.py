"""What a mentor says about office hours, and what a mentee chooses of a slot."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from core.zones import ZoneField
from programs.models.join_links import validate_https
from sessions.forms.fields import minutes_choices, note_field
from sessions.models import Mode, OpenHours
from sessions.services.office_hours import NewHours, Terms
from sessions.services.slots import Wish

_DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})
_BUFFERS = (0, 5, 10, 15, 30, 45, 60)
_NOTICE = (1, 2, 4, 12, 24, 48, 72, 168)
_AHEAD = (7, 14, 28, 42, 56, 90)


def _with(choices: Sequence[int], stored: int) -> list[tuple[int, str]]:
    """The choices as numbers, and the one that is stored."""
    return [(n, str(n)) for n in sorted({*choices, stored})]


class TermsForm(RevisedForm):
    """On what terms office hours can be booked."""

    minutes = forms.TypedChoiceField(
        label=_("Length of a slot, in minutes"), coerce=int, help_text=_("A mentee can choose a shorter session.")
    )
    buffer_minutes = forms.TypedChoiceField(label=_("Minutes free between two sessions"), coerce=int)
    daily_limit = forms.IntegerField(
        label=_("Most sessions in a day"),
        min_value=1,
        max_value=20,
        required=False,
        help_text=_("Leave it empty for as many as fit."),
    )
    notice_hours = forms.TypedChoiceField(label=_("Bookable until so many hours ahead"), coerce=int)
    days_ahead = forms.TypedChoiceField(label=_("Bookable so many days ahead"), coerce=int)
    location = forms.CharField(
        label=_("Where you meet in person"),
        max_length=160,
        required=False,
        help_text=_("It’s put into sessions in person. Say whether it’s step-free."),
    )
    join_url = forms.URLField(
        label=_("Your link for video"),
        required=False,
        assume_scheme="https",
        validators=[validate_https],
        help_text=_(
            "Such as your own room in Zoom or Teams. It’s put into all sessions by video with you for which nobody "
            "types another. If you leave it empty, your school’s own room is used where it has one."
        ),
    )

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        fixed = (("buffer_minutes", _BUFFERS), ("notice_hours", _NOTICE), ("days_ahead", _AHEAD))
        self._offer("minutes", [(n, str(text)) for n, text in minutes_choices(stored["minutes"])])
        for name, choices in fixed:
            self._offer(name, _with(choices, stored[name]))
        self.fields["time_zone"] = ZoneField(
            label=_("Time zone of the hours"),
            help_text=_("They stay at these times here, wherever you travel."),
            here=stored["time_zone"],
        )

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def terms(self) -> Terms:
        """Return what was chosen; only after validation."""
        return Terms(**self.cleaned_data)


class WeeklyHoursForm(forms.Form):
    """Hours of a weekday."""

    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int, choices=list(WEEKDAYS.items()))
    starts = forms.TimeField(label=_("From"), widget=_TIME)
    ends = forms.TimeField(label=_("Until"), widget=_TIME)
    valid_from = forms.DateField(label=_("First day"), widget=_DATE, required=False)
    valid_until = forms.DateField(label=_("Last day"), widget=_DATE, required=False)

    def hours(self) -> NewHours:
        """Return what was typed; only after validation."""
        return NewHours(kind=OpenHours.Kind.WEEKLY, **self.cleaned_data)


class DayHoursForm(forms.Form):
    """What holds on one day."""

    day = forms.DateField(label=_("Date"), widget=_DATE)
    kind = forms.ChoiceField(
        label=_("What is different?"),
        choices=[(kind.value, kind.label) for kind in OpenHours.Kind if kind != OpenHours.Kind.WEEKLY],
    )
    starts = forms.TimeField(label=_("From"), widget=_TIME, required=False)
    ends = forms.TimeField(label=_("Until"), widget=_TIME, required=False)

    def clean(self) -> dict[str, Any]:
        """A day without hours has none; any other has two ends."""
        cleaned = super().clean() or self.cleaned_data
        off = cleaned.get("kind") == OpenHours.Kind.OFF
        for name in ("starts", "ends"):
            if off:
                cleaned[name] = None
            elif cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Enter a time."))
        return cleaned

    def hours(self) -> NewHours:
        """Return what was typed; only after validation."""
        return NewHours(**{**self.cleaned_data, "kind": OpenHours.Kind(self.cleaned_data["kind"])})


class OwnCalendarForm(forms.Form):
    """The address of one’s own calendar; the one that is kept is not shown again."""

    address = forms.CharField(
        label=_("Private address of your calendar"),
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "In Google: Settings of the calendar, “Secret address in iCal format”. In Outlook: Shared calendars, "
            "Publish, “ICS”. Nobody sees it here, and we keep it encrypted."
        ),
    )


class SlotForm(forms.Form):
    """How long and how the two meet in a slot.

    Args:
        longest: the length of the slot.
        modes: how the mentor meets.
    """

    note = note_field()
    field_order = ("minutes", "mode", "note")

    def __init__(self, *args: Any, longest: int, modes: Sequence[Mode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"] = forms.TypedChoiceField(
            label=_("How long?"),
            coerce=int,
            choices=[choice for choice in minutes_choices(longest) if choice[0] <= longest],
            initial=longest,
            widget=forms.RadioSelect,
        )
        self.fields["mode"] = forms.ChoiceField(
            label=_("How?"),
            choices=[(mode.value, mode.label) for mode in modes],
            initial=modes[0].value,
            widget=forms.RadioSelect,
        )
        self.order_fields(self.field_order)

    def wish(self, starts_at: datetime) -> Wish:
        """Return what was chosen of the slot that begins at `starts_at`; only after validation."""
        data = self.cleaned_data
        return Wish(starts_at=starts_at, minutes=data["minutes"], mode=Mode(data["mode"]), note=data["note"])
