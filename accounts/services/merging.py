"""Two records of one person become one. Each app says what becomes of its rows that name a person.

A record that was merged stays as an empty account that nobody can sign in to: what stands for good (an audit row, an
acknowledgement, who published a round) goes on naming it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.errors import MergeRefused
from accounts.models import Photo, SignInLink, User
from accounts.queries import PROFILE_FIELDS
from accounts.services.merge_trails import (
    Column,
    Trail,
    WayBack,
    begin_trail,
    keeping_deleted,
    references_to,
    signed_in,
)


class Becomes(StrEnum):
    """What becomes of rows that name the record that goes.

    Attributes:
        MOVED: they name the record that stays.
        LEFT: they stand as they are, because they tell who did something.
        ENDED: they are deleted.
        SETTLED: a registered step sees to them.
    """

    MOVED = "moved"
    LEFT = "left"
    ENDED = "ended"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a person.

    Attributes:
        model, field: whose column it is.
        becomes: what becomes of its rows.
        once_per: fields in which the rows of one person differ; a row of which the record that stays has its like goes.
        watched: whether a new row for the record that stays means that something was built on the merge.
    """

    model: type[models.Model]
    field: str
    becomes: Becomes
    once_per: tuple[str, ...] = ()
    watched: bool = True


# Refuses a merge with a MergeRefused, or puts rows of an app in order; both records are locked.
Check = Callable[[User, User], None]
Step = Callable[[User, User], None]
_REFERENCES: dict[tuple[str, str], Reference] = {}
_CHECKS: list[Check] = []
_STEPS: list[Step] = []
_WAYS_BACK: dict[str, WayBack] = {}


def register_references(
    model: type[models.Model], becomes: Becomes, *fields: str, once_per: tuple[str, ...] = (), watched: bool = True
) -> None:
    """Say what becomes of a model's rows that name a person in one of `fields`."""
    for field in fields:
        _REFERENCES[model._meta.label, field] = Reference(model, field, becomes, once_per, watched)


def register_check(check: Check) -> None:
    """Let an app refuse a merge."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def register_step(step: Step) -> None:
    """Let an app put its rows in order before they are moved."""
    if step not in _STEPS:
        _STEPS.append(step)


def register_way_back(way: WayBack) -> None:
    """Let an app put back what its step has changed, where a merge is undone."""
    _WAYS_BACK[way.name] = way


def ways_back() -> list[WayBack]:
    """Return what the apps put back themselves."""
    return list(_WAYS_BACK.values())


def moved_columns(*, watched: bool = False) -> list[Column]:
    """Return the columns whose rows a merge moves; only those that are watched, where asked so."""
    moved = (each for each in _REFERENCES.values() if each.becomes == Becomes.MOVED)
    return [(each.model, each.field) for each in moved if each.watched or not watched]


def reference_to(model: type[models.Model], field: str) -> Reference | None:
    """Return what was said of a column; None where nobody has said anything."""
    return _REFERENCES.get((model._meta.label, field))


@transaction.atomic
def merge_people(kept: User, gone: User, *, with_address: bool) -> Trail:
    """Make two records of one person one: roles, pairs, messages and ways to sign in of both belong to `kept`.

    Args:
        kept: the record that stays, with its name, address and profile; what is empty there comes from the other.
        gone: the record that goes.
        with_address: whether its verified addresses sign in to the one that stays; whoever reads there, reads all.

    Returns:
        What undoing needs.

    Raises:
        MergeRefused: they are one record already, or both have something that one person cannot have twice.
    """
    people = User.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    found = {person.pk: person for person in people}
    if kept.pk == gone.pk or len(found) < 2:
        raise MergeRefused(_("Choose two different records."))
    kept, gone = found[kept.pk], found[gone.pk]
    if kept.merged_into_id or gone.merged_into_id:
        raise MergeRefused(_("One of these records was merged already."))
    if not gone.is_active or not kept.is_active or gone.is_staff or gone.is_superuser:
        raise MergeRefused(_("One of these accounts is closed, or looks after the whole site. Leave it as it is."))
    for check in _CHECKS:
        check(kept, gone)
    columns = moved_columns()
    trail = begin_trail(kept, gone, columns, PROFILE_FIELDS)
    trail.more = {way.name: way.keep(kept, gone) for way in ways_back()}
    try:
        with transaction.atomic(), keeping_deleted(trail):
            _move_all(kept, gone)
    except IntegrityError as error:
        raise MergeRefused(
            _("Both records have something that one person can’t have twice, such as two pairs. End one of them first.")
        ) from error
    _fill_profile(kept, gone)
    _close(kept, gone, with_address=with_address)
    trail.kept["signed_in"] = signed_in(kept)
    rows = {
        name: sorted({*trail.own.get(name, ()), *trail.theirs.get(name, ())}) for name in {*trail.own, *trail.theirs}
    }
    trail.references = references_to(rows, moved_columns(watched=True))
    return trail


def _move_all(kept: User, gone: User) -> None:
    for step in _STEPS:
        step(kept, gone)
    for reference in _REFERENCES.values():
        rows = reference.model._default_manager.filter(**{reference.field: gone})
        if reference.becomes == Becomes.ENDED:
            rows.delete()
        elif reference.becomes == Becomes.MOVED:
            if reference.once_per:
                _alike(reference, kept, rows).delete()
            rows.update(**{reference.field: kept})


def _alike(reference: Reference, kept: User, rows: models.QuerySet[models.Model]) -> models.QuerySet[models.Model]:
    """Those of `rows` of which the record that stays has its like."""
    same = {field: OuterRef(field) for field in reference.once_per}
    own = reference.model._default_manager.filter(**same, **{reference.field: kept})
    return rows.filter(Exists(own))


def _fill_profile(kept: User, gone: User) -> None:
    empty = [field for field in PROFILE_FIELDS if not getattr(kept, field) and getattr(gone, field)]
    for field in empty:
        setattr(kept, field, getattr(gone, field))
    seen = [moment for moment in (kept.last_login, gone.last_login) if moment]
    kept.last_login = max(seen, default=None)
    kept.save(update_fields=[*empty, "last_login"])
    kept.languages.add(*gone.languages.all())


def _close(kept: User, gone: User, *, with_address: bool) -> None:
    """Leave an account to which nobody can sign in."""
    addresses = EmailAddress.objects.filter(user=gone)
    if with_address:
        addresses.filter(verified=True).update(user=kept, primary=False)
    addresses.delete()
    gone.email, gone.is_active = f"merged-{gone.pk}@merged.invalid", False
    gone.merged_into = kept
    gone.set_unusable_password()
    gone.save(update_fields=["email", "is_active", "merged_into", "password"])


def register_own_references() -> None:
    """Say what becomes of what stands on this floor and in the libraries that sign people in and keep the log."""
    register_references(User, Becomes.MOVED, "merged_into", watched=False)
    register_references(User.languages.through, Becomes.SETTLED, "user")
    register_references(User.groups.through, Becomes.ENDED, "user")
    register_references(User.user_permissions.through, Becomes.ENDED, "user")
    register_references(SignInLink, Becomes.ENDED, "user")
    # Nobody chooses for somebody which of two photos others see.
    register_references(Photo, Becomes.LEFT, "user")
    register_references(EmailAddress, Becomes.SETTLED, "user")
