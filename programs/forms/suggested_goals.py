"""Forms of the goals that a school suggests."""

from typing import Any, cast

from django import forms

from core.revised_forms import RevisedModelForm
from programs.models import Facet, Institution, InterestTerm, SuggestedGoal
from programs.services.suggested_goals import FIELDS


class SuggestedGoalForm(RevisedModelForm[SuggestedGoal]):
    """One goal, new or stored."""

    class Meta:
        model = SuggestedGoal
        fields = FIELDS

    def __init__(self, *args: Any, school: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        specialty = cast("forms.ModelChoiceField[InterestTerm]", self.fields["specialty"])
        specialty.queryset = school.interest_terms.filter(facet=Facet.SPECIALTY)
