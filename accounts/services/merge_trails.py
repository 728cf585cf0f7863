"""What a merge of two records moves and ends, kept so that it can be taken back."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.core import serializers
from django.db import models
from django.db.models.signals import pre_delete

from accounts.models import SignInLink, User
from core.encryption import EncryptedTextField

# A column that names a person: its model and name.
Column = tuple[type[models.Model], str]
# Label and name of a column → primary keys as text.
Keys = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class WayBack:
    """What an app keeps of rows that are not merely moved, and how it puts them back.

    Attributes:
        name: under which it is kept.
        keep: from the record that stays and the one that goes, before the merge, to what JSON can hold.
        restore: from the two and what was kept; both are locked, what was moved is back, what was deleted is there.
    """

    name: str
    keep: Callable[[User, User], Any]
    restore: Callable[[User, User, Any], None]


@dataclass(slots=True)
class Trail:
    """A merge, as JSON can hold it.

    Attributes:
        own, theirs: rows that named the record that stays, and the one that goes, before the merge.
        deleted: rows that went with it, serialized.
        references: how many rows pointed to the rows of both after the merge.
        kept, gone: values of the two accounts before, and `signed_in` of the one that stays, after.
        languages: of the one that stays, before.
        addresses: of the one that goes: key, address, whether it is verified, whether it is the first.
        more: what the apps keep.
        final: whether something that cannot come back went or was made.
    """

    own: Keys = field(default_factory=dict)
    theirs: Keys = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    references: dict[str, int] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    gone: dict[str, Any] = field(default_factory=dict)
    languages: list[int] = field(default_factory=list)
    addresses: list[list[Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    final: bool = False


def begin_trail(kept: User, gone: User, columns: Sequence[Column], fields: Sequence[str]) -> Trail:
    """Return what is there before a merge; `fields` are those of a profile that may be filled in."""
    addresses = EmailAddress.objects.filter(user=gone).order_by("pk")
    return Trail(
        own=keys_of(kept, columns),
        theirs=keys_of(gone, columns),
        kept={name: getattr(kept, name) for name in fields} | {"last_login": signed_in(kept)},
        gone={"email": gone.email, "password": gone.password},
        languages=list(kept.languages.values_list("pk", flat=True)),
        addresses=[list(each) for each in addresses.values_list("pk", "email", "verified", "primary")],
        final=gone.groups.exists() or gone.user_permissions.exists(),
    )


def signed_in(person: User) -> str:
    """When a person has last signed in, as a trail keeps it."""
    return person.last_login.isoformat() if person.last_login else ""


def keys_of(person: User, columns: Sequence[Column]) -> Keys:
    """Return the rows that name a person in one of the columns."""
    found: Keys = {}
    for model, name in columns:
        keys = model._default_manager.filter(**{name: person}).order_by("pk").values_list("pk", flat=True)
        if rows := list(map(str, keys)):
            found[f"{model._meta.label}.{name}"] = rows
    return found


def references_to(keys: Keys, columns: Sequence[Column]) -> dict[str, int]:
    """Return how many rows point to those rows, by the column that does."""
    rows: dict[type[models.Model], set[str]] = defaultdict(set)
    for model, name in columns:
        rows[model] |= set(keys.get(f"{model._meta.label}.{name}", ()))
    found = {}
    for model, some in rows.items():
        for relation in model._meta.related_objects if some else ():
            column = relation.field
            related = relation.related_model._base_manager.filter(**{f"{column.name}__in": some})
            found[f"{relation.related_model._meta.label}.{column.name}"] = related.count()
    return found


@contextmanager
def keeping_deleted(trail: Trail) -> Iterator[None]:
    """Keep the rows that this thread deletes. What is encrypted is kept nowhere else, so then the merge is final."""
    thread = threading.get_ident()

    def keep(instance: models.Model, **_more: Any) -> None:
        if threading.get_ident() != thread or isinstance(instance, SignInLink | EmailAddress):
            return
        encrypted = [each for each in instance._meta.concrete_fields if isinstance(each, EncryptedTextField)]
        trail.final = trail.final or any(getattr(instance, each.attname) for each in encrypted)
        names = [each.name for each in instance._meta.concrete_fields if each not in encrypted]
        trail.deleted.append(serializers.serialize("json", [instance], fields=names))

    pre_delete.connect(keep, weak=False, dispatch_uid=keep)
    try:
        yield
    finally:
        pre_delete.disconnect(dispatch_uid=keep)
