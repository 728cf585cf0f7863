"""What a mentor says of those who listed them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.revised_forms import RevisedForm
from matching.queries.mentor_lists import field_of
from people.models import Enrollment

_MOST_PLACES = 10
_REFUSED = "no"


class MentorListForm(RevisedForm):
    """A field for each mentee: a place, which several may share, or “rather not”. `stored` is of `stored_answers`."""

    def __init__(self, *args: Any, mentees: Sequence[Enrollment], **kwargs: Any) -> None:
        self.mentees = mentees
        super().__init__(*args, **kwargs)
        for mentee in mentees:
            self.fields[field_of(mentee.pk)] = forms.ChoiceField(
                label=_("Place for %(name)s") % {"name": mentee.mentee.display_name},
                choices=self._choices,
                initial=self.initial.get(field_of(mentee.pk), "1"),
            )

    @property
    def _choices(self) -> list[tuple[str, str]]:
        places = min(len(self.mentees), _MOST_PLACES)
        named = [(str(place), _("Place %(n)s") % {"n": place}) for place in range(1, places + 1)]
        return [*named, (_REFUSED, _("Rather not"))]

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """A place as its choice."""
        return {name: str(rank) if rank else _REFUSED for name, rank in stored.items()}

    @property
    def rows(self) -> list[tuple[Enrollment, Any]]:
        """Each mentee with their field."""
        return [(mentee, self[field_of(mentee.pk)]) for mentee in self.mentees]

    @property
    def ranks(self) -> dict[int, int | None]:
        """Enrollment → place, or None for “rather not”."""
        chosen = {mentee.pk: self.cleaned_data[field_of(mentee.pk)] for mentee in self.mentees}
        return {pk: None if place == _REFUSED else int(place) for pk, place in chosen.items()}
