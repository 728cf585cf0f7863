"""The days on which a survey is open."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import plausible_date
from core.revised_forms import RevisedForm


def _day(**more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, validators=[plausible_date], **more)


class WaveForm(RevisedForm):
    """The first and the last day of a wave, on the school's calendar.

    Args:
        first_day_stands: whether people are asked already, so that only the last day moves.
    """

    opens_on = _day(label=_("Opens on"), help_text=_("From 08:00. Everyone who is asked gets an email then."))
    closes_on = _day(label=_("Last day"), help_text=_("Until 23:59. After that, answers are final."))

    def __init__(self, *args: Any, first_day_stands: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opens_on"].disabled = first_day_stands
        if first_day_stands:
            self.fields["opens_on"].help_text = _("People have been asked, so this day stays.")
