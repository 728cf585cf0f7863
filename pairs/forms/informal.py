"""With whom somebody has an informal mentorship."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import normal_address

EARLIEST = date(1970, 1, 1)


class RecordForm(forms.Form):
    """Who the other is, on which side they stand, and since when."""

    THEIR_MENTEE, THEIR_MENTOR = "mentee", "mentor"

    address = forms.CharField(
        label=gettext_lazy("Their school email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("They’ll be asked to confirm. Nothing is recorded until they do."),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Who mentors whom?"),
        choices=(
            (THEIR_MENTEE, gettext_lazy("They’re my mentor")),
            (THEIR_MENTOR, gettext_lazy("I’m their mentor")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who mentors whom.")},
    )
    since = forms.DateField(
        label=gettext_lazy("Since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Roughly is fine."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_address(self) -> str:
        """The address in its one spelling."""
        return forms.EmailField().clean(normal_address(self.cleaned_data["address"]))  # type: ignore[no-any-return]

    def clean_since(self) -> date:
        """A day that has come, in somebody's lifetime."""
        since: date = self.cleaned_data["since"]
        if not EARLIEST <= since <= self._today:
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return since
