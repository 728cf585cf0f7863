"""Validation of changes by hand and of what-if questions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


class PlaceChoice(forms.ChoiceField):
    """A mentee, told apart from others; where a round gives two mentors, one of the mentee's two places.

    The value is the key of the enrollment, "12", and for the second place "12.2". Two fields of a form choose among the
    same, so the rows are read once, by the form.
    """

    def know(self, places: Mapping[str, str]) -> None:
        """Accept these: value → how it reads."""
        self.known = places

    def offer(self, found: Iterable[str], value: object) -> None:
        """Show these of the known values, and the one that is chosen; whichever is posted is looked up among all."""
        chosen = [str(value)] if str(value) in self.known else []
        shown = dict.fromkeys([*chosen, *found])
        self.choices = [("", _("Choose a mentee")), *((key, self.known[key]) for key in shown)]

    def valid_value(self, value: str) -> bool:
        """Whether the form has read it."""
        return value in self.known


def places_of(pairs: Iterable[ProposedPair], *, each: int) -> dict[str, str]:
    """The places of a proposal's mentees by the value of `PlaceChoice`; pairs have their people and come by name."""
    held: dict[int, dict[int, ProposedPair]] = {}
    for pair in pairs:
        held.setdefault(pair.enrollment_id, {})[pair.place] = pair
    if each == 1:
        return {str(pk): mentee_in_words(own[1].enrollment) for pk, own in held.items()}
    return {
        (f"{pk}.{place}" if place > 1 else str(pk)): _("%(mentee)s: %(mentor)s")
        % {
            "mentee": mentee_in_words(next(iter(own.values())).enrollment),
            "mentor": _mentor_in(own.get(place)),
        }
        for pk, own in held.items()
        for place in range(1, each + 1)
    }


def _mentor_in(pair: ProposedPair | None) -> str:
    return str(pair.participation.mentor if pair and pair.participation else _("nobody yet"))


def _place(value: str, mentees: Mapping[int, Enrollment]) -> tuple[Enrollment, int]:
    key, _dot, place = value.partition(".")
    return mentees[int(key)], int(place or 1)


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


class _PlacesForm(_ByHandForm):
    """A change that begins with the pairs of a proposal. `search` narrows what is shown."""

    chosen: tuple[str, ...] = ("enrollment",)

    def __init__(self, *args: Any, proposal: Proposal, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = proposal.pairs.select_related("enrollment__mentee", "participation__mentor").defer("reason")
        pairs = list(rows.order_by("enrollment__mentee__sort_name", "enrollment__mentee__given_name", "pk"))
        self.mentees = {pair.enrollment_id: pair.enrollment for pair in pairs}
        places = self.known_places(pairs, each=proposal.round.places_each)
        people = narrowed(Enrollment.objects.filter(pk__in=self.mentees), search, *MENTEE_WORDS)
        found = {str(pk) for pk in people.values_list("pk", flat=True)} if search.strip() else set()
        shown = [key for key in places if key.partition(".")[0] in found] or list(places)
        self.found = bool(found) or not search.strip()
        for name in self.chosen:
            self.fields[name].know(places)  # type: ignore[attr-defined]
            self.fields[name].offer(shown, self[name].value())  # type: ignore[attr-defined]

    def known_places(self, pairs: Sequence[ProposedPair], *, each: int) -> dict[str, str]:
        """Which places can be chosen."""
        return places_of(pairs, each=each)

    def clean(self) -> dict[str, Any]:
        """Of each place the mentee, and its number under the name that the services know."""
        cleaned = super().clean() or {}
        for name, number in (("enrollment", "place"), ("other", "other_place")):
            if cleaned.get(name):
                cleaned[name], cleaned[number] = _place(cleaned[name], self.mentees)
        return cleaned


class ChangePairForm(_PlacesForm):
    """One mentee, the new mentor or nobody, and the reason."""

    enrollment = PlaceChoice(label=_("Mentee"))
    participation = MentorChoice(
        label=_("New mentor"), queryset=MentorParticipation.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(
        self, *args: Any, proposal: Proposal, mentors: Any, used: dict[int, int], search: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, proposal=proposal, search=search, **kwargs)
        participation = self.fields["participation"]
        participation.queryset = mentors  # type: ignore[attr-defined]
        participation.used = used  # type: ignore[attr-defined]
        found = narrowed(mentors, search, *MENTOR_WORDS)
        self.found = self.found or bool(found)
        participation.offer(found or mentors)  # type: ignore[attr-defined]


class SwapForm(_PlacesForm):
    """Two mentees who change mentors, and the reason."""

    chosen = ("enrollment", "other")
    enrollment = PlaceChoice(label=_("One mentee"))
    other = PlaceChoice(label=_("The other mentee"))

    def known_places(self, pairs: Sequence[ProposedPair], *, each: int) -> dict[str, str]:
        """Places with a mentor."""
        taken = {f"{pair.enrollment_id}.{pair.place}" for pair in pairs if pair.participation_id}
        known = places_of(pairs, each=each)
        return {key: words for key, words in known.items() if (key if "." in key else f"{key}.1") in taken}

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        cleaned = super().clean()
        if cleaned.get("enrollment") and cleaned.get("enrollment") == cleaned.get("other"):
            self.add_error("other", _("Choose another mentee."))
        return cleaned


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
    without_keeping = forms.BooleanField(label=_("Keep no earlier pairs"), required=False)
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

    def __init__(self, *args: Any, mentors: Any, has_aims: bool = False, keeps: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]
        if not has_aims:
            del self.fields["without_aims"]
        if not keeps:
            del self.fields["without_keeping"]

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
        if data.get("without_keeping"):
            changes["keep"] = False
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
