"""What coordinators say of offers."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import Answer, Offer
from people.presentation.lists.year import Year


class MoreTimeForm(forms.Form):
    """Until when both may answer.

    Args:
        scope: the year of the offers.
    """

    until = forms.DateField(
        label=gettext_lazy("Answers until the end of"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, scope: Year, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def clean_until(self) -> datetime:
        """The last minute of the day, in the institution's zone."""
        day: date = self.cleaned_data["until"]
        if day < self.scope.cycle.local_day(self.scope.now):
            raise forms.ValidationError(_("Choose today or a later day."))
        return datetime.combine(day, time(23, 59), tzinfo=self.scope.program.institution.zone)


class RecordAnswerForm(forms.Form):
    """What one of the two said elsewhere, and how the coordinator knows.

    Args:
        offer: its people are those that can be chosen: who has not answered.
    """

    person = forms.ChoiceField(label=gettext_lazy("Who answered"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=((Answer.ACCEPTED.value, gettext_lazy("Yes")), (Answer.DECLINED.value, gettext_lazy("No"))),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("How you know"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Such as “on the phone today”. Encrypted; only coordinators read it."),
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = (
            (offer.enrollment.mentee, offer.mentee_answer),
            (offer.participation.mentor, offer.mentor_answer),
        )
        self.people = {str(person.pk): person for person, answer in sides if answer == Answer.NONE}
        choices = [(key, person.display_name) for key, person in self.people.items()]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
