"""Whether anything in the database points at a row, whichever app it belongs to."""

from collections.abc import Sequence

from django.db import models, router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError


def is_referred_to(row: models.Model, *, apart_from: tuple[type[models.Model], ...] = ()) -> bool:
    """Whether anything would go with the row, or keeps it; what, is not said.

    Args:
        row: stored.
        apart_from: rows of these models belong to it and don't count.
    """
    return any_referred_to([row], apart_from=apart_from)


def any_referred_to(rows: Sequence[models.Model], *, apart_from: tuple[type[models.Model], ...] = ()) -> bool:
    """The same for several rows of one model at once: whether anything points at one of them."""
    collector = Collector(using=router.db_for_write(type(rows[0])))
    try:
        collector.collect(rows)
    except (ProtectedError, RestrictedError):
        return True
    found = {model for model, held in collector.data.items() if held}
    found |= {held.model for held in collector.fast_deletes if held.exists()}
    return bool(found - {type(rows[0]), *apart_from})
