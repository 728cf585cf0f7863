"""How many mentees a year expects."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedModelForm
from programs.models import Cycle


class ExpectedMenteesForm(RevisedModelForm[Cycle]):
    """The number that places are held against; empty for as many as there are."""

    expected_mentees = forms.IntegerField(
        label=_("Mentees you expect"),
        help_text=_("Empty: as many as have enrolled, or as there were last time."),
        min_value=1,
        max_value=20_000,
        required=False,
    )

    class Meta:
        model = Cycle
        fields = ("expected_mentees",)
