"""Validation of changes by hand and of what-if questions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from matching.engine.model.options import MAX_WEIGHT
from matching.models import Proposal, Strategy
from matching.models.names import mentor_name
from matching.models.stored import InputChanges, StrategyOptions
from people.models import Enrollment, MentorParticipation

_MOST_PLACES = 30


class MentorChoice(forms.ModelChoiceField[MentorParticipation]):
    """A mentor by name, with the places that are left in the proposal."""

    def __init__(self, *args: Any, used: dict[int, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.used = used or {}

    def label_from_instance(self, obj: MentorParticipation) -> str:
        left = obj.places_free - self.used.get(obj.pk, 0)
        return _("%(name)s, places left: %(left)s") % {"name": obj.mentor, "left": max(0, left)}


class MenteeChoice(forms.ModelChoiceField[Enrollment]):
    """A mentee by name."""

    def label_from_instance(self, obj: Enrollment) -> str:
        return str(obj.mentee)


class ChangePairForm(RevisedForm):
    """One mentee, the new mentor or nobody, and the reason. `stored` is what `stored_pairs` returns."""

    enrollment = MenteeChoice(label=_("Mentee"), queryset=Enrollment.objects.none())
    participation = MentorChoice(
        label=_("New mentor"), queryset=MentorParticipation.objects.none(), required=False, empty_label=_("Nobody")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Facts that another coordinator would accept. Nothing about health."),
    )

    def __init__(self, *args: Any, proposal: Proposal, mentors: Any, used: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentees = Enrollment.objects.filter(proposed_pairs__proposal=proposal).select_related("mentee")
        self.fields["enrollment"].queryset = mentees  # type: ignore[attr-defined]
        self.fields["participation"].queryset = mentors  # type: ignore[attr-defined]
        self.fields["participation"].used = used  # type: ignore[attr-defined]

    def as_initial(self, _stored: Mapping[str, Any]) -> dict[str, Any]:
        """The form begins empty; the pairs only say what its writer has seen."""
        return {}


class WhatIfForm(forms.Form):
    """A question about the frozen round: a strategy, and one or more changes."""

    strategy = forms.ChoiceField(label=_("Method"), choices=Strategy.choices)
    mentor = MentorChoice(
        label=_("Mentor"), queryset=MentorParticipation.objects.none(), required=False, empty_label=_("Nobody")
    )
    places = forms.IntegerField(
        label=_("Places this mentor would have"),
        required=False,
        min_value=0,
        max_value=_MOST_PLACES,
        help_text=_("0 leaves this mentor out."),
    )
    list_length = forms.IntegerField(
        label=_("Count only this many ranks"), required=False, min_value=1, max_value=_MOST_PLACES
    )
    without_minimums = forms.BooleanField(label=_("Ignore minimum loads"), required=False)
    rank_weight = forms.IntegerField(label=_("Weight of ranks"), min_value=0, max_value=MAX_WEIGHT, initial=1)
    similarity_weight = forms.IntegerField(
        label=_("Weight of shared interests"),
        min_value=0,
        max_value=MAX_WEIGHT,
        initial=1,
        help_text=_("For “Balanced”."),
    )

    def __init__(self, *args: Any, mentors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A mentor and the places belong together, and a question changes something."""
        cleaned = super().clean() or {}
        if cleaned.get("mentor") and cleaned.get("places") is None and "places" not in self.errors:
            self.add_error("places", _("Enter how many places the mentor would have."))
        if cleaned.get("places") is not None and not cleaned.get("mentor"):
            self.add_error("mentor", _("Choose the mentor who would have these places."))
        return cleaned

    @property
    def changes(self) -> InputChanges:
        """What the question changes in the frozen input."""
        data = self.cleaned_data
        changes: InputChanges = {}
        if data["mentor"]:
            changes["places"] = {mentor_name(data["mentor"].pk): data["places"]}
        if data["list_length"]:
            changes["list_length"] = data["list_length"]
        if data["without_minimums"]:
            changes["minimums"] = False
        return changes

    @property
    def weights(self) -> StrategyOptions:
        """The engine's options that the question sets."""
        data = self.cleaned_data
        return {"rank_weight": data["rank_weight"], "similarity_weight": data["similarity_weight"]}
