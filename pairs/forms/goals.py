"""Goals, their steps, and what was reached."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.revised_forms import RevisedForm
from pairs.forms.fields import day_field, let_closed_text_stay, line_field
from programs.models import GoalDomain, SupportFunction

_NOTHING = [("", gettext_lazy("Nothing in particular"))]


class GoalForm(RevisedForm):
    """One goal, new or stored."""

    text = line_field(gettext_lazy("Goal"), help_text=gettext_lazy("One sentence, in your own words."))
    domain = forms.ChoiceField(
        label=gettext_lazy("Side of life"),
        choices=GoalDomain,
        widget=forms.RadioSelect,
        initial=GoalDomain.PROFESSIONAL,
    )
    support = forms.ChoiceField(
        label=gettext_lazy("What the mentor can help with"),
        choices=[*_NOTHING, *SupportFunction.choices],
        required=False,
    )
    due_on = day_field(gettext_lazy("By when?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_closed_text_stay(self, kwargs.get("stored"))


class GoalStepForm(forms.Form):
    """One small step."""

    text = line_field(
        gettext_lazy("Small step"), help_text=gettext_lazy("Something that can be done in a week or two.")
    )
    due_on = day_field(gettext_lazy("By when?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_step_%s"} | kwargs))


class ProgressForm(forms.Form):
    """What the mentee says of a goal."""

    said = line_field(gettext_lazy("How is it going?"), longest=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "id_progress_%s"} | kwargs))


class AchievementForm(forms.Form):
    """Something that was reached, and when."""

    text = line_field(gettext_lazy("What did you reach?"))
    reached_on = day_field(gettext_lazy("When?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **({"initial": {"reached_on": today}} | kwargs))
        self.fields["reached_on"].required = True
        self._today = today

    def clean_reached_on(self) -> date:
        """A day that has been."""
        day: date = self.cleaned_data["reached_on"]
        if day > self._today:
            raise forms.ValidationError(_("Choose today or a day before."))
        return day
