"""Polls of times: what is offered, and what a member says of it."""

import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clocks import zones_text
from programs.models.join_links import validate_https
from sessions.forms.fields import TimesForm, minutes_choices, mode_field
from sessions.models import Mode, PollAnswer, PollTime, TimePoll
from sessions.services.polls import PollDraft


class PollForm(TimesForm, forms.Form):
    """The times that are offered to a group, on the clock of who offers them."""

    numbers = range(1, TimePoll.MOST_TIMES + 1)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("It shows in calendars, so nothing personal."),
    )
    mode = mode_field(gettext_lazy("How?"))
    location = forms.CharField(label=gettext_lazy("Where"), max_length=160, required=False)
    join_url = forms.URLField(
        label=gettext_lazy("Link to join"), required=False, assume_scheme="https", validators=[validate_https]
    )

    def __init__(self, *args: Any, zone: zoneinfo.ZoneInfo, minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["minutes"] = forms.TypedChoiceField(
            label=_("How long?"),
            coerce=int,
            choices=minutes_choices(minutes),
            initial=minutes,
            widget=forms.RadioSelect,
        )
        self.add_rows()

    def clean(self) -> dict[str, Any]:
        """Ask for two times at least."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["times"] = self.times_in(cleaned)
        if len(cleaned["times"]) < 2 and not self.errors:
            self.add_error("date_1", _("Offer at least two times."))
        return cleaned

    def draft(self) -> PollDraft:
        """Return what was asked for; only after validation."""
        data = self.cleaned_data
        return PollDraft(
            title=data["title"],
            times=data["times"],
            minutes=data["minutes"],
            mode=Mode(data["mode"]),
            join_url=data["join_url"],
            location=data["location"],
        )


class PollAnswerForm(forms.Form):
    """What one member says of each time.

    Args:
        times: those that are ahead.
        said: primary key of a time → what the member has said of it.
        zones: the member’s first.
    """

    def __init__(
        self,
        *args: Any,
        times: Iterable[PollTime],
        said: Mapping[int, str],
        zones: Iterable[zoneinfo.ZoneInfo],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        zones = list(zones)
        for time in times:
            self.fields[f"time_{time.pk}"] = forms.ChoiceField(
                label=zones_text(time.starts_at, zones),
                choices=PollAnswer.Says.choices,
                initial=said.get(time.pk),
                widget=forms.RadioSelect,
            )

    def says(self) -> dict[int, PollAnswer.Says]:
        """Return primary key of a time → what was said; only after validation."""
        return {int(name.removeprefix("time_")): PollAnswer.Says(said) for name, said in self.cleaned_data.items()}
