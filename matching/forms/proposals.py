"""Validation of changes by hand and of what-if questions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.numbers import read_number
from core.revised_forms import RevisedForm
from core.search import narrowed
from matching.engine.model.options import MAX_WEIGHT
from matching.models import Proposal, ProposedPair, Strategy
from matching.models.names import mentor_name
from matching.models.stored import InputChanges, StrategyOptions
from matching.presentation.people import mentee_in_words, mentor_in_words
from people.models import Enrollment, MentorParticipation
from people.queries.words import MENTEE_WORDS, MENTOR_WORDS

_MOST_PLACES = 30


class MentorChoice(forms.ModelChoiceField[MentorParticipation]):
    """A mentor, told apart from others, with the places that are left in the proposal."""

    def __init__(self, *args: Any, used: dict[int, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.used = used or {}

    def label_from_instance(self, obj: MentorParticipation) -> str:
        return _("%(name)s, places left: %(left)s") % {"name": mentor_in_words(obj), "left": self.places_left(obj)}

    def places_left(self, mentor: MentorParticipation) -> int:
        """How many places the proposal leaves the mentor."""
        return max(0, mentor.places_free - self.used.get(mentor.pk, 0))

    def offer(self, mentors: Iterable[MentorParticipation]) -> None:
        """Show these to choose from, those with room first; whichever is posted is still looked up among all."""
        with_room: list[tuple[int, str]] = []
        full: list[tuple[int, str]] = []
        for mentor in mentors:
            (with_room if self.places_left(mentor) else full).append((mentor.pk, self.label_from_instance(mentor)))
        groups = [(_("With room"), with_room), (_("Full: swap two mentees instead"), full)]
        self.choices = [("", self.empty_label or ""), *(group for group in groups if group[1])]


class MenteeChoice(forms.ModelChoiceField[Enrollment]):
    """A mentee, told apart from others."""

    def label_from_instance(self, obj: Enrollment) -> str:
        return mentee_in_words(obj)

    def offer(self, mentees: Iterable[Enrollment], value: object) -> None:
        """Show these to choose from, and the one that is chosen; whichever is posted is still looked up among all."""
        shown = [(mentee.pk, self.label_from_instance(mentee)) for mentee in mentees]
        chosen = read_number(str(value))
        everyone = self.queryset
        if (
            chosen
            and chosen not in dict(shown)
            and everyone is not None
            and (one := everyone.filter(pk=chosen).first())
        ):
            shown.insert(0, (one.pk, self.label_from_instance(one)))
        self.choices = [("", self.empty_label or ""), *shown]


class _ByHandForm(RevisedForm):
    """A change of pairs by hand: its people, then the reason. `stored` is what `stored_pairs` returns."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Facts that another coordinator would accept. Nothing about health."),
    )

    field_order = ("enrollment", "participation", "other", "reason")

    def as_initial(self, _stored: Mapping[str, Any]) -> dict[str, Any]:
        """The form begins empty; the pairs only say what its writer has seen."""
        return {}


class ChangePairForm(_ByHandForm):
    """One mentee, the new mentor or nobody, and the reason."""

    enrollment = MenteeChoice(label=_("Mentee"), queryset=Enrollment.objects.none(), empty_label=_("Choose a mentee"))
    participation = MentorChoice(
        label=_("New mentor"), queryset=MentorParticipation.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(
        self, *args: Any, proposal: Proposal, mentors: Any, used: dict[int, int], search: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mentees = _mentees_of(proposal.pairs.all())
        enrollment, participation = self.fields["enrollment"], self.fields["participation"]
        enrollment.queryset = mentees  # type: ignore[attr-defined]
        participation.queryset = mentors  # type: ignore[attr-defined]
        participation.used = used  # type: ignore[attr-defined]
        found_mentees = narrowed(mentees, search, *MENTEE_WORDS)
        found_mentors = narrowed(mentors, search, *MENTOR_WORDS)
        self.found = bool(found_mentees or found_mentors)
        enrollment.offer(found_mentees or mentees, self["enrollment"].value())  # type: ignore[attr-defined]
        participation.offer(found_mentors or mentors)  # type: ignore[attr-defined]


class KnownMentee(MenteeChoice):
    """A mentee of those that the form has read: two fields choose among the same people."""

    def know(self, mentees: Iterable[Enrollment]) -> None:
        """Accept these."""
        self.known = {str(mentee.pk): mentee for mentee in mentees}

    def offer(self, mentees: Iterable[Enrollment], value: object) -> None:
        """Show these to choose from, and the one that is chosen."""
        chosen = self.known.get(str(value))
        shown = dict.fromkeys([*([chosen] if chosen else []), *mentees])
        self.choices = [("", self.empty_label or ""), *((one.pk, self.label_from_instance(one)) for one in shown)]

    def to_python(self, value: Any) -> Enrollment | None:
        """The mentee behind the key."""
        if value in self.empty_values:
            return None
        if str(value) not in self.known:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return self.known[str(value)]


class SwapForm(_ByHandForm):
    """Two mentees who change mentors, and the reason."""

    enrollment = KnownMentee(
        label=_("One mentee"), queryset=Enrollment.objects.none(), empty_label=_("Choose a mentee")
    )
    other = KnownMentee(
        label=_("The other mentee"), queryset=Enrollment.objects.none(), empty_label=_("Choose a mentee")
    )

    def __init__(self, *args: Any, proposal: Proposal, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paired = _mentees_of(proposal.pairs.filter(participation__isnull=False))
        found = list(narrowed(paired, search, *MENTEE_WORDS))
        self.found = bool(found)
        for name in ("enrollment", "other"):
            self.fields[name].know(paired)  # type: ignore[attr-defined]
            self.fields[name].offer(found or paired, self[name].value())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        cleaned = super().clean() or {}
        if cleaned.get("enrollment") and cleaned.get("enrollment") == cleaned.get("other"):
            self.add_error("other", _("Choose another mentee."))
        return cleaned


def _mentees_of(pairs: QuerySet[ProposedPair]) -> QuerySet[Enrollment]:
    return Enrollment.objects.filter(pk__in=pairs.order_by().values("enrollment")).select_related("mentee")


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
    without_aims = forms.BooleanField(
        label=_("Ignore what the round aims for"), required=False, help_text=_("For “Balanced”.")
    )
    rank_weight = forms.IntegerField(label=_("Weight of ranks"), min_value=0, max_value=MAX_WEIGHT, initial=1)
    similarity_weight = forms.IntegerField(
        label=_("Weight of shared interests"),
        min_value=0,
        max_value=MAX_WEIGHT,
        initial=1,
        help_text=_("For “Balanced”."),
    )

    def __init__(self, *args: Any, mentors: Any, has_aims: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]
        if not has_aims:
            del self.fields["without_aims"]

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
        if data.get("without_aims"):
            changes["aims"] = False
        return changes

    @property
    def weights(self) -> StrategyOptions:
        """The engine's options that the question sets."""
        data = self.cleaned_data
        return {"rank_weight": data["rank_weight"], "similarity_weight": data["similarity_weight"]}
