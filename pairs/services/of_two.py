"""What every write to the shared work of two people begins with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.undecryptable import UndecryptableText
from pairs.errors import GoneMeanwhile, TooMany
from pairs.models import Mentorship
from pairs.models.of_two import OfTwo

_Row = TypeVar("_Row", bound=OfTwo)


def lock_work(pair: Mentorship) -> None:
    """Make writers to what the two share wait for each other, until the caller's transaction ends.

    Raises:
        WrongState: the mentorship has ended; what was written stays as it is.
    """
    state = Mentorship.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=pair.pk)
    if state not in Mentorship.LIVE:
        raise WrongState(_("This mentorship has ended. What you wrote is kept, and can’t be changed any more."))


def refuse_more(model: type[OfTwo], pair: Mentorship, *, most: int, field: str = "text", **which: object) -> None:
    """Refuse one more row where the pair has as many as anybody keeps in view. Called under `lock_work`.

    Args:
        model: the kind of row.
        pair: whose.
        most: how many there may be.
        field: beside which field of a form it is said.
        which: the rows that count.

    Raises:
        TooMany: there are as many.
    """
    if model.objects.filter(mentorship=pair, **which).count() >= most:
        raise TooMany(most, field=field)


def still_there(model: type[_Row], pk: UUID) -> _Row:
    """Return a row as it stands. Called under `lock_work`.

    Raises:
        GoneMeanwhile: somebody has taken it away.
    """
    found: _Row | None = model.objects.filter(pk=pk).first()
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


def keep_closed(row: OfTwo, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields to store, with the texts of `row` that can’t be opened where nothing was written instead."""
    closed = {name: getattr(row, name) for name, value in fields.items() if not value}
    return {**fields, **{name: text for name, text in closed.items() if isinstance(text, UndecryptableText)}}
