"""What an import of lists would do, list by list, before it is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.imports.rankings import CheckedList, CheckedLists
from matching.queries.list_imports import file_revision


class Kind(models.TextChoices):
    """What happens to a list."""

    ATTENTION = "attention", _("need attention")
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    OWN = "own", _("handed in here")
    LEFT_OUT = "left_out", _("left out")


@dataclass(frozen=True, slots=True)
class ListPreview:
    """The lists of a file, by what happens to them."""

    kinds: list[tuple[Kind, CheckedList]]

    @property
    def counts(self) -> Counter[Kind]:
        """How many lists there are of each kind."""
        return Counter(kind for kind, _list in self.kinds)

    def of(self, wanted: Kind) -> list[CheckedList]:
        """Return the lists of one kind, in the order of the file."""
        return [each for kind, each in self.kinds if kind == wanted]

    @property
    def ready(self) -> dict[int, list[int]]:
        """Enrollment → participations, best first, of the lists that would be saved."""
        return {
            each.mentee.key: [mentor.key for mentor in each.mentors]
            for kind, each in self.kinds
            if kind in (Kind.NEW, Kind.CHANGED, Kind.UNCHANGED) and each.mentee
        }


def preview_lists(checked: CheckedLists, stored: Mapping[int, str]) -> ListPreview:
    """Return what would happen.

    Args:
        checked: the file.
        stored: enrollment → revision of the list that is there, as `stored_lists` says.
    """
    return ListPreview([(_kind(each, stored), each) for each in checked.lists])


def _kind(each: CheckedList, stored: Mapping[int, str]) -> Kind:
    if each.superseded:
        return Kind.LEFT_OUT
    # Whoever handed in a list here has decided; what the file says of it needs nobody.
    if each.mentee and stored.get(each.mentee.key) == "":
        return Kind.OWN
    if each.problems or each.mentee is None:
        return Kind.ATTENTION
    before = stored.get(each.mentee.key)
    if before is None:
        return Kind.NEW
    same = before == file_revision([mentor.key for mentor in each.mentors])
    return Kind.UNCHANGED if same else Kind.CHANGED
