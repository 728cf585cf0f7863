"""The filters above the list of mentors."""

from collections.abc import Collection, Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language
from matching.queries.mentors import search_mentors
from matching.queries.overlap_rows import FeatureKind
from people.forms.interest_picker import by_facet
from people.models import MentorParticipation
from programs.models import InterestTerm, SupportFunction

_MODES = (
    ("in_person", gettext_lazy("In person")),
    ("by_video", gettext_lazy("Video")),
    ("by_audio", gettext_lazy("Audio first")),
)
_ANY = gettext_lazy("Any")


class MentorFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Narrows the mentors of one cycle. Offers only what at least one of them has.

    Args:
        data: the query string.
        queryset: the mentors.
        held: the keys of the interests and languages that they have.
        professions: theirs, in order.
    """

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"), method="by_words", widget=forms.SearchInput(attrs={"class": "form-control"})
    )
    interest = django_filters.ChoiceFilter(
        label=gettext_lazy("Interest"), field_name="mentor__interests__term", empty_label=_ANY
    )
    support = django_filters.ChoiceFilter(
        label=gettext_lazy("Support"), field_name="support_offers__function", empty_label=_ANY, choices=SupportFunction
    )
    language = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Language"), field_name="mentor__languages", empty_label=_ANY, queryset=Language.objects
    )
    mode = django_filters.ChoiceFilter(
        label=gettext_lazy("How you meet"), method="by_mode", empty_label=_ANY, choices=_MODES
    )
    profession = django_filters.ChoiceFilter(
        label=gettext_lazy("Profession"), field_name="mentor__profession", empty_label=_ANY
    )

    def __init__(
        self,
        data: Any,
        queryset: QuerySet[MentorParticipation],
        *,
        held: Mapping[FeatureKind, Collection[int | str]],
        professions: Collection[str],
    ) -> None:
        super().__init__(data, queryset)
        interests = list(InterestTerm.objects.filter(pk__in=held[FeatureKind.INTEREST]))
        self.filters["interest"].extra["choices"] = by_facet(interests)
        self._interest_names = {str(term.pk): term.name for term in interests}
        self.filters["language"].queryset = Language.objects.filter(pk__in=held[FeatureKind.LANGUAGE])
        self.filters["profession"].extra["choices"] = [(name, name) for name in professions]
        for field in self.form.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"

    def by_words(self, mentors: QuerySet[MentorParticipation], _name: str, words: str) -> QuerySet[MentorParticipation]:
        """Those whose name or text holds all `words`."""
        return search_mentors(mentors, words)

    def by_mode(self, mentors: QuerySet[MentorParticipation], _name: str, mode: str) -> QuerySet[MentorParticipation]:
        """Those who meet in this way."""
        return mentors.filter(Q(**{mode: True}))

    @property
    def chosen(self) -> list[str]:
        """What is filtered by, in words, in the order of the fields."""
        self.form.is_valid()
        values = self.form.cleaned_data
        choices: dict[str, Mapping[Any, Any]] = {"support": dict(SupportFunction.choices), "mode": dict(_MODES)}
        choices["interest"] = self._interest_names
        return [str(choices.get(name, {}).get(value, value)) for name, value in values.items() if value]

    @property
    def title(self) -> str:
        """“Child health” and “Video”, in quotation marks."""
        return _(" and ").join(_("“%(value)s”") % {"value": value} for value in self.chosen)
