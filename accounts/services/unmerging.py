"""Taking a merge of two records back, while nothing was built on it."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core import serializers
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.errors import MergeStays
from accounts.models import User
from accounts.queries import PROFILE_FIELDS
from accounts.services.merge_trails import Keys, Trail, keys_of, references_to, signed_in
from accounts.services.merging import moved_columns, ways_back


def as_kept(trail: Trail) -> dict[str, Any]:
    """Return a trail as JSON can hold it."""
    return asdict(trail)


def as_trail(kept: dict[str, Any]) -> Trail:
    """Return the trail that was kept."""
    return Trail(**{each.name: kept[each.name] for each in fields(Trail)})


@transaction.atomic
def unmerge_people(kept: User, gone: User, trail: Trail) -> None:
    """Make of one record two again, each with what it had.

    Args:
        kept: the record that stayed.
        gone: the one that went.
        trail: what the merge moved and ended.

    Raises:
        MergeStays: something was built on the merge, or it ended what cannot come back.
    """
    people = User.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    found = {person.pk: person for person in people}
    kept, gone = found[kept.pk], found[gone.pk]
    _refuse_what_stays(kept, gone, trail)
    try:
        with transaction.atomic():
            _reopen(kept, gone, trail)
            _move_back(kept, gone, trail)
            for way in ways_back():
                way.restore(kept, gone, trail.more[way.name])
    except IntegrityError as error:
        raise MergeStays(_("Something of the two has changed since, so this can’t be undone.")) from error


def _refuse_what_stays(kept: User, gone: User, trail: Trail) -> None:
    if gone.merged_into_id != kept.pk or kept.merged_into_id:
        raise MergeStays(_("One of the two was merged again since, so this can’t be undone."))
    if trail.final:
        raise MergeStays(_("The record that went held private text or rights of its own, so this can’t be undone."))
    if signed_in(kept) != trail.kept["signed_in"]:
        raise MergeStays(_("They’ve signed in since, so this can’t be undone."))
    columns = moved_columns(watched=True)
    now = keys_of(kept, columns)
    new = any(set(rows) - _before(trail, name) for name, rows in now.items())
    if new or references_to(_both(trail), columns) != trail.references:
        raise MergeStays(_("Something was done with the record since, so this can’t be undone."))
    if _is_taken(trail.gone["email"], kept):
        raise MergeStays(_("The address of the other record belongs to somebody else by now. This stays."))


def _is_taken(email: str, kept: User) -> bool:
    """Whether somebody but the record that stayed has the address now."""
    others = EmailAddress.objects.filter(email__iexact=email).exclude(user=kept)
    return User.objects.filter(email=email).exists() or others.exists()


def _before(trail: Trail, name: str) -> set[str]:
    return {*trail.own.get(name, ()), *trail.theirs.get(name, ())}


def _both(trail: Trail) -> Keys:
    return {name: sorted(_before(trail, name)) for name in {*trail.own, *trail.theirs}}


def _reopen(kept: User, gone: User, trail: Trail) -> None:
    """Give both accounts back what they were."""
    EmailAddress.objects.filter(user=kept, email__in=[email for _pk, email, *_more in trail.addresses]).delete()
    EmailAddress.objects.bulk_create(
        EmailAddress(pk=pk, user=gone, email=email, verified=verified, primary=primary)
        for pk, email, verified, primary in trail.addresses
    )
    gone.email, gone.password, gone.is_active, gone.merged_into = (
        trail.gone["email"],
        trail.gone["password"],
        True,
        None,
    )
    gone.save(update_fields=["email", "password", "is_active", "merged_into"])
    filled = [name for name in PROFILE_FIELDS if not trail.kept[name] and getattr(kept, name) == getattr(gone, name)]
    for name in filled:
        setattr(kept, name, "")
    before = trail.kept["last_login"]
    kept.last_login = datetime.fromisoformat(before) if before else None
    kept.save(update_fields=[*filled, "last_login"])
    kept.languages.set(trail.languages)


def _move_back(kept: User, gone: User, trail: Trail) -> None:
    for model, name in moved_columns():
        rows = trail.theirs.get(f"{model._meta.label}.{name}", ())
        model._default_manager.filter(pk__in=rows, **{name: kept}).update(**{name: gone})
    for row in trail.deleted:
        [restored] = serializers.deserialize("json", row)
        restored.object.save(force_insert=True)
