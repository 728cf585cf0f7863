"""Which two a coordinator settles before a round, and why."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.forms.proposals import MentorChoice
from people.models import Enrollment, MentorParticipation

MOST_SHOWN = 50


class _MenteeToChoose(forms.ModelChoiceField[Enrollment]):
    """A mentee by name and group."""

    def label_from_instance(self, obj: Enrollment) -> str:
        return " · ".join(filter(None, (obj.mentee.display_name, obj.cohort)))


class FixedPairForm(forms.Form):
    """A mentee, a mentor and the reason. Of those who can be chosen as many are shown as can be read."""

    enrollment = _MenteeToChoose(
        label=_("Mentee"), queryset=Enrollment.objects.none(), empty_label=_("Choose a mentee")
    )
    participation = MentorChoice(
        label=_("Mentor"), queryset=MentorParticipation.objects.none(), empty_label=_("Choose a mentor")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only those who run the program read it. Facts, and nothing about health."),
    )

    def __init__(
        self,
        *args: Any,
        allowed: tuple[QuerySet[Enrollment], QuerySet[MentorParticipation]],
        shown: tuple[QuerySet[Enrollment], QuerySet[MentorParticipation]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, all_of_them, some in zip(("enrollment", "participation"), allowed, shown, strict=True):
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.queryset = all_of_them
            rows = [(row.pk, field.label_from_instance(row)) for row in some[:MOST_SHOWN]]
            field.widget.choices = [("", field.empty_label), *rows]
