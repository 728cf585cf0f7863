"""Which two versions somebody compares, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict

from core.numbers import read_number
from core.versions.comparison import part_changes
from core.versions.models import Version

_V = TypeVar("_V", bound=Version)
_LAST_VERSION = 9999


@dataclass(frozen=True, slots=True)
class Choice(Generic[_V]):
    """What is compared: two versions, the older first, out of all; and whether they stand side by side."""

    versions: Sequence[_V]
    old: _V
    new: _V
    side_by_side: bool

    def context(self) -> dict[str, Any]:
        """What the pages of `templates/versions/` show: the versions, and what became of every part."""
        query = QueryDict(mutable=True)
        query.update({"from": str(self.old.number), "to": str(self.new.number)})
        prefetch_related_objects([self.old, self.new], self.new.PARTS)
        changes = part_changes(list(self.old.parts.all()), list(self.new.parts.all()))
        changed = [change for change in changes if change.marks]
        return {
            "versions": self.versions,
            "old": self.old,
            "new": self.new,
            "side_by_side": self.side_by_side,
            "query": query.urlencode(),
            "changes": changes,
            "changed": changed,
            "unchanged": len(changes) - len(changed),
        }


def chosen_versions(query: QueryDict, versions: Sequence[_V], *, usual: int | None = None) -> Choice[_V] | None:
    """Return the versions that an address names, else what its reader would ask for; None while there is only one.

    Args:
        query: of the address.
        versions: those that the reader knows, the newest first.
        usual: the key of the version from which the reader would count; else it is the one before.

    Raises:
        Http404: the reader knows no version of a number that is named.
    """
    if len(versions) < 2:
        return None
    newest = next((each for each in versions if not each.is_draft), versions[0])
    new = _named(query, "to", versions) or (newest if newest is not versions[-1] else versions[0])
    old = _named(query, "from", versions) or _base(versions, new, usual)
    older, newer = sorted((old, new), key=lambda version: version.number)
    return Choice(versions, older, newer, query.get("view") == "side")


def _named(query: QueryDict, name: str, versions: Sequence[_V]) -> _V | None:
    number = read_number(query.get(name), at_most=_LAST_VERSION)
    if number is None:
        return None
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise Http404
    return found


def _base(versions: Sequence[_V], new: _V, usual: int | None) -> _V:
    """The version that the reader would count from, else the one before `new`; the next when `new` is the first."""
    others = [version for version in versions if version.pk != new.pk]
    earlier = [version for version in others if version.number < new.number]
    return next((each for each in earlier if each.pk == usual), (earlier or others[-1:])[0])
