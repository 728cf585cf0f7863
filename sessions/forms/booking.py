"""Forms to book a session: for a pair, a group, or everybody in a cycle."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.choices import RowsField
from core.dates import read_instant
from core.revisions import revision_of
from people.models import MentorParticipation
from programs.models import Cycle
from programs.models.join_links import validate_https
from sessions.calendars.recurrence import MAX_SESSIONS, Repeat, occurrences, recurrence_rule
from sessions.forms.fields import TimesForm, WhenForm, mode_field, note_field
from sessions.models import Mode, TimeSuggestion
from sessions.services.bookings import SessionPlan


class _OnceForm(WhenForm):
    """When and how people meet, once."""

    mode = mode_field(_("How?"))
    location = forms.CharField(
        label=_("Where"),
        max_length=160,
        required=False,
        help_text=_("For meeting in person. Say whether it’s step-free."),
    )
    join_url = forms.URLField(
        label=_("Link to join"),
        required=False,
        assume_scheme="https",
        validators=[validate_https],
        help_text=_(
            "For video or audio. If you leave it empty, we use the link on file, if there is one: a personal one or "
            "your school’s room. Otherwise add it later: we’ll remind you the day before."
        ),
    )

    def plan(self) -> SessionPlan:
        """Return what was asked for; only after validation."""
        data = self.cleaned_data
        return SessionPlan(
            local=self.local,
            minutes=data["minutes"],
            mode=Mode(data["mode"]),
            join_url=data["join_url"],
            location=data["location"],
            repeat=Repeat(data.get("repeat") or Repeat.ONCE),
            times=data.get("times") or 1,
            confidential=data.get("confidential", False),
            also=data.get("also", ()),
        )


class _SeveralForm(TimesForm, _OnceForm):
    """Up to five times, of which the other picks one."""

    numbers = range(2, TimeSuggestion.MOST_TIMES + 1)

    def clean(self) -> dict[str, Any]:
        """Read the further times."""
        cleaned = super().clean()
        cleaned["also"] = self.times_in(cleaned)
        return cleaned


class MoveForm(_SeveralForm):
    """Another time for a session, or with `several` up to five; `later` sessions of its series could move along."""

    note = note_field()

    def __init__(self, *args: Any, later: int = 0, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if several:
            self.add_rows()
        else:
            self.numbers = range(0)
        if later:
            label = ngettext(
                "Also move the later session in this series",
                "Also move the %(n)s later sessions in this series",
                later,
            )
            self.fields["later_too"] = forms.BooleanField(
                label=label % {"n": later},
                required=False,
                help_text=_("Each by the same number of days, to the same time of day in your time zone."),
            )


class _SeriesForm(_OnceForm):
    repeat = forms.ChoiceField(
        label=_("Repeat"),
        choices=Repeat,
        initial=Repeat.ONCE,
        help_text=_(
            "A series keeps its time in your time zone. In another one it may shift. Each date is shown in both."
        ),
    )
    times = forms.IntegerField(
        label=_("How many sessions"),
        min_value=2,
        max_value=MAX_SESSIONS,
        required=False,
        help_text=_("For a series only. Count the first one too."),
    )

    dates_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def unseen_dates(self) -> list[datetime]:
        """Return the dates of a series that whoever plans it has not looked at yet; sent again, they have.

        Only after validation.

        Raises:
            ImpossibleTime: the clocks skip one of them.
        """
        plan = self.plan()
        if plan.repeat == Repeat.ONCE:
            return []
        starts = occurrences(recurrence_rule(plan.repeat, plan.local, plan.times), plan.local, self.zone)
        seen = revision_of({"starts": starts})
        if self.cleaned_data["dates_seen"] == seen:
            return []
        data = cast("QueryDict", self.data).copy()
        data["dates_seen"] = seen
        self.data = data
        return starts

    def clean(self) -> dict[str, Any]:
        """Ask for the number of sessions when they repeat."""
        cleaned = super().clean()
        if (
            cleaned.get("repeat", Repeat.ONCE) != Repeat.ONCE
            and not cleaned.get("times")
            and "times" not in self.errors
        ):
            self.add_error("times", _("Enter how many sessions the series has."))
        return cleaned


class BookingForm(_SeveralForm, _SeriesForm):
    """A time, several to pick from, or a series, that one of a pair proposes."""

    note = note_field()
    confidential = forms.BooleanField(
        label=_("Confidential session"),
        required=False,
        help_text=_("Only its date and length are logged, no topics and no summary."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_rows()

    def clean(self) -> dict[str, Any]:
        """A series has one time only."""
        cleaned = super().clean()
        if cleaned["also"] and cleaned.get("repeat", Repeat.ONCE) != Repeat.ONCE:
            self.add_error("repeat", _("Propose several times, or a series. A series has one time."))
        return cleaned


class GroupBookingForm(_SeriesForm):
    """A session of a group."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("It shows in calendars, so nothing personal.")
    )
    description = forms.CharField(
        label=_("What it’s about"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order: Sequence[str] = ("title", "description")


class WorkshopForm(GroupBookingForm):
    """A workshop with places, open to everybody in the cycle."""

    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=500, help_text=_("Not counting the people who lead it.")
    )
    leaders = RowsField(
        label=_("Led by"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("title", "description", "places", "leaders")

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = MentorParticipation.objects.current().filter(cycle=cycle)
        leaders = self.fields["leaders"]
        if isinstance(leaders, RowsField):
            leaders.queryset = User.objects.filter(participations__in=taking_part)


class StepNoteForm(forms.Form):
    """A word that comes with a step that has no form of its own."""

    note = note_field()


class _PickedForm(StepNoteForm):
    """`at` is which of several times was picked, as `core.dates.instant_text` writes it."""

    at = forms.CharField(required=False, max_length=20)

    def clean_at(self) -> datetime | None:
        """Read the instant."""
        text = self.cleaned_data["at"]
        moment = read_instant(text)
        if text and moment is None:
            raise forms.ValidationError(_("Choose one of the times."))
        return moment


class SuggestionAnswerForm(_PickedForm):
    """Which suggestion is answered, and how: the page that was read names it, so that no newer one is answered."""

    batch = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no"), ("withdraw", "withdraw")])


class SequenceForm(_PickedForm):
    """Which SEQUENCE (RFC 5545) of a proposed session the page showed; a page that showed none leaves it out."""

    sequence = forms.IntegerField(required=False, min_value=0, max_value=32_767)
