"""Nobody overwrites what they have not seen: a form carries the revision it began from, a service compares.

A revision is a digest of what is stored. So every writer counts, whatever way it writes, and what changes
elsewhere in the same row is no conflict.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from core.errors import DomainError


class EditedMeanwhile(DomainError):
    """Somebody has saved the same thing since the form was opened.

    Args:
        stored: name → value, as it is stored now.
        message: what to do now, where there is something better to say than to compare.
    """

    def __init__(self, stored: Mapping[str, object], message: str = "") -> None:
        super().__init__(
            message
            or _(
                "This was changed after you opened it. What you typed isn’t lost: compare the two versions, and "
                "save again to replace the other with yours."
            )
        )
        self.stored = stored


def revision_of(stored: Mapping[str, object]) -> str:
    """Return the digest of `stored`, keyed so that it tells nothing about a private text."""
    text = json.dumps(_plain(stored), sort_keys=True, ensure_ascii=False)
    return salted_hmac("core.revisions", text, algorithm="sha256").hexdigest()


def stored_fields(instance: Model, names: Iterable[str]) -> dict[str, Any]:
    """Return name → value of the fields of a row, as a model form shows them."""
    return model_to_dict(instance, fields=list(names))


def refuse_stale(
    began_from: str, *, stored: Mapping[str, object], wanted: Mapping[str, object] | None = None, message: str = ""
) -> None:
    """Refuse to overwrite what the writer has not seen. Called under the lock that guards `stored`.

    Args:
        began_from: the revision that the form carried; empty for a writer who began from no form.
        stored: name → value, as it is stored now.
        wanted: what is about to be stored, under the same names; saving again what is stored is no conflict.
        message: what to do now, where comparing both versions is not the answer.

    Raises:
        EditedMeanwhile: what is stored is not what the writer began from.
    """
    if not began_from or (wanted is not None and _plain(wanted) == _plain(stored)):
        return
    if not constant_time_compare(began_from, revision_of(stored)):
        raise EditedMeanwhile(stored, message)


def _plain(value: object) -> object:
    """What JSON can hold, the same for a value from a form and for one from the database."""
    if isinstance(value, Model):
        return value.pk if isinstance(value.pk, int) else str(value.pk)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, str):
        return str(value).replace("\r\n", "\n")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Iterable):
        plain = [_plain(item) for item in value]
        # The members of a set, and rows chosen from a table, have no order.
        ordered = isinstance(value, list | tuple) and not any(isinstance(item, Model) for item in value)
        return plain if ordered else sorted(plain, key=str)
    return str(value)
