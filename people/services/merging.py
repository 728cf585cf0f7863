"""What two records of one person have in the years of programs."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import MergeRefused, MergeStays
from accounts.models import User
from accounts.services.merging import Becomes, merge_people, register_references, register_step
from accounts.services.unmerging import as_kept, as_trail, unmerge_people
from core.references import is_referred_to
from people.models import (
    Enrollment,
    ImportedFile,
    MentoringOptOut,
    MentorParticipation,
    PendingImport,
    PersonalInterest,
    SavedView,
    StaffMessage,
    SupportNeed,
    SupportOffer,
    Volunteer,
)
from people.policies import can_change_address, can_merge
from people.queries.twins import subject_of_twins
from people.services.person_steps import keep_person_step
from programs.models import Program, StaffStep
from programs.policies import can_administer
from programs.services.staff_steps import kept_of, record_step

_OWN_ROWS = (SupportNeed, SupportOffer)
_Year = TypeVar("_Year", Enrollment, MentorParticipation)


@transaction.atomic
def merge_records(kept: User, gone: User, *, program: Program, by: User, reason: str, now: datetime) -> User:
    """Make two records of one person one, for those who run the program, and keep that it was done.

    The address of the record that goes signs in to the one that stays only where `by` may give that one an address.

    Args:
        kept: the record that stays.
        gone: the record that goes.
        program: in which `by` met the two.
        by: who merges.
        reason: for those who run the program.
        now: the instant.

    Raises:
        MergeRefused: `by` may not merge them, or one of the two has to be put in order first.
    """
    people = User.objects.in_bulk([kept.pk, gone.pk])
    kept, gone = people[kept.pk], people[gone.pk]
    if not can_merge(by, kept=kept, gone=gone, program=program):
        raise MergeRefused(_("Only an administrator of the school can merge these two: there’s private text in them."))
    with_address = can_change_address(by, kept, program)
    trail = merge_people(kept, gone, with_address=with_address)
    about: dict[str, Any] = {"other": gone, "kept": as_kept(trail), "before": {"kept": kept.pk, "gone": gone.pk}}
    keep_person_step(kept, program, "people_merged", by=by, reason=reason, now=now, **about)
    kept.refresh_from_db()
    return kept


@transaction.atomic
def undo_merge(step: StaffStep, by: User, _now: datetime) -> None:
    """Make two records of one again, by who merged them or by an administrator of the school.

    Raises:
        MergeStays: something was built on it, or `by` is neither.
    """
    if by.pk != step.by_id and not can_administer(by, step.program.institution):
        raise MergeStays(_("Only an administrator of the school, or who merged them, can undo this."))
    people = User.objects.in_bulk([step.key("kept"), step.key("gone")])
    kept, gone = people[step.key("kept")], people[step.key("gone")]
    unmerge_people(kept, gone, as_trail(kept_of(step)))


@transaction.atomic
def tell_apart(one: User, other: User, *, program: Program, by: User, now: datetime) -> None:
    """Keep that two records which look alike are two people. Saying it again changes nothing."""
    subject = subject_of_twins(one.pk, other.pk)
    User.objects.select_for_update(no_key=True).get(pk=min(one.pk, other.pk))
    if not StaffStep.objects.filter(kind="told_apart", subject=subject, undone_at=None).exists():
        record_step(program, kind="told_apart", subject=subject, person=one, other=other, by=by, now=now)


def settle_years(kept: User, gone: User) -> None:
    """Leave one row in each year in which both have one: the one that something refers to.

    Raises:
        MergeRefused: something refers to both.
    """
    _settle(Enrollment, "mentee", kept, gone)
    _settle(MentorParticipation, "mentor", kept, gone)


def _settle(model: type[_Year], field: str, kept: User, gone: User) -> None:
    rows = model._default_manager.select_for_update(of=("self",)).filter(**{f"{field}__in": (kept, gone)})
    by_year: dict[int, list[_Year]] = {}
    for row in rows.select_related("cycle__program").order_by("pk"):
        by_year.setdefault(row.cycle_id, []).append(row)
    for twins in by_year.values():
        if len(twins) > 1:
            _spare(twins, kept.pk, field).delete()


def _spare(twins: list[_Year], kept: int, field: str) -> _Year:
    """The row of a year that nothing refers to; of two such the one that has come less far, of equals the goer's."""
    spare = [row for row in twins if not is_referred_to(row, apart_from=_OWN_ROWS)]
    if not spare:
        text = _("Both records have lists, offers, pairs or more in %(year)s, so they can’t become one.")
        raise MergeRefused(text % {"year": twins[0].cycle})
    order = type(twins[0]).State.values
    return min(spare, key=lambda row: (not row.is_gone, order.index(row.state), getattr(row, f"{field}_id") == kept))


def register_people_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Enrollment, Becomes.MOVED, "mentee")
    register_references(MentorParticipation, Becomes.MOVED, "mentor", "co_mentor")
    register_references(PersonalInterest, Becomes.MOVED, "user", once_per=("term",))
    register_references(MentoringOptOut, Becomes.MOVED, "user", once_per=("institution",))
    register_references(PendingImport, Becomes.LEFT, "uploaded_by")
    register_references(ImportedFile, Becomes.LEFT, "imported_by")
    register_references(StaffMessage, Becomes.LEFT, "by")
    register_references(SavedView, Becomes.MOVED, "owner", once_per=("program", "list_name", "name"))
    register_references(Volunteer, Becomes.LEFT, "answered_by")
    register_step(settle_years)
