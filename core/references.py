"""Whether anything in the database points at a row, whichever app it belongs to."""

from django.db import models, router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError


def is_referred_to(row: models.Model, *, apart_from: tuple[type[models.Model], ...] = ()) -> bool:
    """Whether anything would go with the row, or keeps it; what, is not said.

    Args:
        row: stored.
        apart_from: rows of these models belong to it and don't count.
    """
    collector = Collector(using=router.db_for_write(type(row)))
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return True
    found = {model for model, rows in collector.data.items() if rows}
    found |= {rows.model for rows in collector.fast_deletes if rows.exists()}
    return bool(found - {type(row), *apart_from})
