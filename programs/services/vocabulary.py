"""What a school’s lists have in common: interests, titles, professions and departments, and suggested goals."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from core.folding import fold
from programs.errors import NameTaken
from programs.models import Institution, InterestTerm, ListedWord, SuggestedGoal

Entry = InterestTerm | ListedWord | SuggestedGoal


def lock_vocabulary(school: Institution) -> None:
    """Make administrators who name words of a school wait for each other, until the caller's transaction ends."""
    Institution.objects.select_for_update(no_key=True).get(pk=school.pk)


def refuse_taken(name: str, *, others: Iterable[Entry]) -> None:
    """Refuse a name that another entry has.

    Raises:
        NameTaken: it is there, in this or another spelling of case and accents.
    """
    for other in others:
        if fold(other.name) == fold(name):
            words = (
                _("%(name)s is on the list, but not offered. Bring it back instead.")
                if other.retired_at
                else _("%(name)s is on the list already.")
            )
            raise NameTaken(words % {"name": other.name}, field="name")


def retire(entry: Entry, *, now: datetime) -> None:
    """Offer a locked entry no longer. A second time changes nothing."""
    if entry.retired_at is None:
        entry.retired_at = now
        entry.save(update_fields=["retired_at"])


def bring_back(entry: Entry) -> None:
    """Offer a locked entry again. A second time changes nothing."""
    entry.retired_at = None
    entry.save(update_fields=["retired_at"])
