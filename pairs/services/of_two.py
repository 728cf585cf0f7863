"""What every write to the shared work of a pair or a group begins with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.undecryptable import UndecryptableText
from pairs.errors import GoneMeanwhile, TooMany
from pairs.models import MentoringGroup, Mentorship
from pairs.models.of_whole import Whole, belonging_to
from programs.models import CycleState

_Row = TypeVar("_Row", bound=Model)


def lock_work(whole: Whole) -> None:
    """Make writers to what a pair or a group shares wait for each other, until the caller's transaction ends.

    Raises:
        WrongState: the mentorship or the group's year has ended; what was written stays as it is.
    """
    if isinstance(whole, Mentorship):
        _lock_pair(whole)
    else:
        _lock_group(whole)


def _lock_pair(pair: Mentorship) -> None:
    state = Mentorship.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=pair.pk)
    if state not in Mentorship.LIVE:
        raise WrongState(_("This mentorship has ended. What you wrote is kept, and can’t be changed any more."))


def _lock_group(group: MentoringGroup) -> None:
    locked = MentoringGroup.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle")
    if locked.get(pk=group.pk).cycle.state == CycleState.CLOSED:
        raise WrongState(_("This year is over. What you wrote is kept, and can’t be changed any more."))


def refuse_more(model: type[Model], whole: Whole, *, most: int, field: str = "text", **which: object) -> None:
    """Refuse one more row where the pair or group has as many as anybody keeps in view. Called under `lock_work`.

    Args:
        model: the kind of row.
        whole: whose.
        most: how many there may be.
        field: beside which field of a form it is said.
        which: the rows that count.

    Raises:
        TooMany: there are as many.
    """
    if model._default_manager.filter(**belonging_to(whole), **which).count() >= most:
        raise TooMany(most, field=field)


def still_there(model: type[_Row], pk: UUID) -> _Row:
    """Return a row as it stands. Called under `lock_work`.

    Raises:
        GoneMeanwhile: somebody has taken it away.
    """
    found: _Row | None = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise GoneMeanwhile
    return found


def keep_moment(row: Model, name: str, *, at: datetime | None) -> None:
    """Store when something was done, or None if it was not after all; the first moment stays. Called under `lock_work`.

    Args:
        row: which was read before; what is stored by now counts.
        name: of the field.
        at: the moment.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    if at is not None:
        rows = rows.filter(**{name: None})
    rows.update(**{name: at})


def keep_closed(row: Model, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields to store, with the texts of `row` that can’t be opened where nothing was written instead."""
    closed = {name: getattr(row, name) for name, value in fields.items() if not value}
    return {**fields, **{name: text for name, text in closed.items() if isinstance(text, UndecryptableText)}}
