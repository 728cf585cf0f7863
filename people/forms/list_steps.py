"""What is asked before something is done with many people of a list at once."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.dates import plausible_date
from people.forms.person import ReturnForm
from people.presentation.lists.year import Year


class ReasonForm(ReturnForm):
    """Why, for those who run the program.

    Args:
        scope: the year of the list.
    """

    def __init__(self, *args: Any, scope: Year, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope


class TrainingDayForm(forms.Form):
    """The day on which mentors were trained elsewhere.

    Args:
        scope: the year of the list.
    """

    trained_on = forms.DateField(
        label=_("Trained on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[plausible_date],
        help_text=_("Only for a training elsewhere, such as a workshop. Training taken here counts by itself."),
    )

    def __init__(self, *args: Any, scope: Year, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_trained_on(self) -> date:
        """Not a day to come, in the institution's zone."""
        day: date = self.cleaned_data["trained_on"]
        if day > self.scope.cycle.local_day(self.scope.now):
            raise forms.ValidationError(_now("Choose today or an earlier day."))
        return day
