"""Choosing interests: grouped by facet, the chosen first, with a search that needs no script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.forms.widgets import ChoiceWidget
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.numbers import read_number
from core.revised_forms import RevisedForm
from core.search import Search
from programs.models import Facet, Institution, InterestAlias, InterestTerm

INTERESTS = "interests"
# What is typed into the search, the button beside it, and what the page was searched for when it was made.
FIND, FIND_NOW, FOUND = "find_interest", "find", "found_interest"
# The button that a browser presses for who types Enter into a line: the first of the form, and not to be seen.
ENTER = "enter"
_LONGEST_SEARCH = 60


@dataclass(slots=True)
class FacetGroup:
    """The interests of one facet.

    Attributes:
        label: of the facet.
        boxes: the options of the widget, the chosen first; those that the search leaves out are `hidden`.
        chosen: how many are.
        found: how many the search shows.
        is_open: whether the group is unfolded.
    """

    label: str
    boxes: list[dict[str, Any]]
    chosen: int
    found: int
    is_open: bool


class InterestsWidget(ChoiceWidget):
    """A group that unfolds for each facet. `static/js/picker.js` searches while somebody types.

    Args:
        terms: by key, all that may be choices.
        words: what to show alone; everything without.
    """

    input_type = "checkbox"
    template_name = "people/interests_widget.html"
    option_template_name = "django/forms/widgets/checkbox_option.html"
    allow_multiple_selected = True
    use_fieldset = True

    def __init__(self, *, terms: Mapping[int, InterestTerm], words: str) -> None:
        super().__init__()
        self.terms, self.words = terms, words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the groups, the names that are chosen, and what the search found."""
        context = super().get_context(name, value, attrs)
        boxes = [box for _group, options, _index in context["widget"]["optgroups"] for box in options]
        search = Search(self.words) if self.words else None
        for box in boxes:
            box["hidden"] = search is not None and not search.matches(str(box["label"]))
        groups = [self._group(facet, boxes, searched=search is not None) for facet in Facet]
        chosen = [str(box["label"]) for box in boxes if box["selected"]]
        return context | {
            "groups": [group for group in groups if group.boxes],
            "chosen": chosen,
            "words": self.words,
            "found": sum(group.found for group in groups),
            "longest": _LONGEST_SEARCH,
            "names": {"find": FIND, "find_now": FIND_NOW, "found": FOUND},
        }

    def _group(self, facet: Facet, boxes: list[dict[str, Any]], *, searched: bool) -> FacetGroup:
        own = [box for box in boxes if self.terms[int(box["value"])].facet == facet]
        own.sort(key=lambda box: not box["selected"])
        found = sum(not box["hidden"] for box in own)
        return FacetGroup(str(facet.label), own, sum(box["selected"] for box in own), found, searched and found > 0)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The legend names the whole; each box has a label of its own."""
        return "" if index is None else super().id_for_label(id_, index)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        """Where no box is checked a browser sends nothing, and nothing is meant."""
        return False


class InterestsForm(RevisedForm):
    """A form that asks for the interests of a person. `stored` knows them as "interests", by primary key."""

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        self.terms = {term.pk: term for term in institution.interest_terms.all()}
        super().__init__(*args, **kwargs)
        if isinstance(self.data, QueryDict) and self.is_bound:
            self.data = self._with_merged_terms(self.data)
        held = frozenset((kwargs.get("stored") or {}).get(INTERESTS, ()))
        offered = [term for pk, term in self.terms.items() if term.retired_at is None or pk in held]
        widget = InterestsWidget(terms=self.terms, words=self._search if self.only_searches else "")
        self.fields[INTERESTS] = forms.TypedMultipleChoiceField(
            label=_("Interests"),
            choices=[(term.pk, term.name) for term in offered],
            coerce=int,
            required=False,
            widget=widget,
            error_messages={"invalid_choice": _("One of these isn’t offered any more. Choose again.")},
        )

    @property
    def _search(self) -> str:
        return " ".join(str(self.data.get(FIND, "")).split())[:_LONGEST_SEARCH]

    @property
    def only_searches(self) -> bool:
        """Whether the search was asked for, by its button or by Enter: nothing is checked or saved then."""
        if FIND_NOW in self.data:
            return True
        return ENTER in self.data and self._search not in ("", self.data.get(FOUND, ""))

    def full_clean(self) -> None:
        """Check nothing while somebody only searches."""
        if self.only_searches:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def is_valid(self) -> bool:
        """Whether there is something to save."""
        return not self.only_searches and super().is_valid()

    def _with_merged_terms(self, data: QueryDict) -> QueryDict:
        """What was posted from a page that was open while a term became part of another: the other is meant."""
        posted = {pk for text in data.getlist(INTERESTS) if (pk := read_number(text)) is not None}
        if not (gone := posted - self.terms.keys()):
            return data
        merged = InterestAlias.objects.filter(former_key__in=gone, term__in=self.terms)
        stands = dict(merged.values_list("former_key", "term"))
        kept = [text for text in data.getlist(INTERESTS) if read_number(text) not in stands]
        data = data.copy()
        data.setlist(INTERESTS, [*kept, *(str(pk) for pk in set(stands.values()) - posted)])
        return data

    def interests(self) -> list[InterestTerm]:
        """Return the chosen terms of a valid form."""
        return [self.terms[pk] for pk in self.cleaned_data[INTERESTS]]


def by_facet(terms: Iterable[InterestTerm]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return interests as grouped choices of a list to choose one from."""
    rows = list(terms)
    groups = ((str(facet.label), [(term.pk, term.name) for term in rows if term.facet == facet]) for facet in Facet)
    return [(label, choices) for label, choices in groups if choices]
