"""Proposed groups are changed by hand: somebody moves, two change places, those who have left are taken out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from matching.errors import ImpossibleMove, OwnGroup
from matching.models import Formation, FormationChange, ProposedMember
from matching.presentation.group_changes import can_swap, hindrance_of
from matching.queries.formations import gone_from, members_of, stored_places
from matching.queries.seating import Seating
from matching.services.formations import lock_formation


@transaction.atomic
def move_member(
    member: ProposedMember, *, group: int, by: User, now: datetime, began_from: str = ""
) -> FormationChange:
    """Put a mentee into another group.

    Args:
        member: of a proposed group.
        group: the number of another one.
        by: a coordinator, who is not the person.
        now: the instant.
        began_from: the revision of the page.

    Raises:
        EditedMeanwhile: the groups were changed since the page was opened.
        ImpossibleMove: the group is full, or theirs would be too small, or they are not eligible there.
        OwnGroup: `by` is the person.
        WrongState: the groups are not proposed.
    """
    seating, member = _seated(member, began_from)
    _require_others(by, member)
    if member.role or not 1 <= group <= seating.problem.count or group == member.group:
        raise ImpossibleMove(_("Choose another group."))
    if hindrance := hindrance_of(seating, member, group):
        raise ImpossibleMove(hindrance)
    return _change(seating, [(member, group)], by=by, now=now)


@transaction.atomic
def swap_members(
    member: ProposedMember, *, partner: int, by: User, now: datetime, began_from: str = ""
) -> FormationChange:
    """Let two mentees, or two mentors, of different groups change places; `partner` is the other's key.

    Raises as `move_member`.
    """
    seating, member = _seated(member, began_from)
    other = next((one for one in seating.members if one.pk == partner), None)
    if other is None or not can_swap(seating, member, other):
        raise ImpossibleMove(_("These two can’t change places. Choose someone else."))
    _require_others(by, member, other)
    return _change(seating, [(member, other.group), (other, member.group)], by=by, now=now)


@transaction.atomic
def take_out_gone(formation: Formation, *, by: User, now: datetime) -> int:
    """Take everybody out who has left since the groups were formed; returns how many.

    Raises:
        WrongState: the groups are not proposed.
    """
    formation = _changeable(formation)
    gone = gone_from(formation, members_of(formation), day=formation.cycle.local_day(now))
    for row in gone:
        seating = Seating(formation)
        member = next(one for one in seating.members if one.pk == row.pk)
        _record(seating, [(member, None)], by=by, now=now)
        row.delete()
    return len(gone)


def _changeable(formation: Formation) -> Formation:
    formation = lock_formation(formation)
    if formation.state != Formation.State.PROPOSED:
        raise WrongState(_("Groups can be changed by hand once they’re formed and until they’re published."))
    return formation


def _seated(member: ProposedMember, began_from: str) -> tuple[Seating, ProposedMember]:
    """The groups as they stand now, locked, and the member among them."""
    formation = _changeable(member.formation)
    message = _("Someone changed the groups after you opened this page. Look at them again, then decide.")
    seating = Seating(formation)
    refuse_stale(began_from, stored=stored_places(seating.members), message=message)
    current = next((one for one in seating.members if one.pk == member.pk), None)
    if current is None:
        raise WrongState(message)
    return seating, current


def _require_others(by: User, *members: ProposedMember) -> None:
    if any(member.person == by for member in members):
        raise OwnGroup


def _change(
    seating: Seating, places: list[tuple[ProposedMember, int | None]], *, by: User, now: datetime
) -> FormationChange:
    change = _record(seating, places, by=by, now=now)
    if places[0][0].role:
        _exchange_mentors(*(member for member, _group in places))
    else:
        for member, group in places:
            ProposedMember.objects.filter(pk=member.pk).update(group=group)
    return change


def _exchange_mentors(one: ProposedMember, other: ProposedMember) -> None:
    """Each takes the other's place and role; the database never sees a mentor twice in a group."""
    for member, person in ((one, other.participation_id), (other, one.participation_id)):
        ProposedMember.objects.filter(pk=member.pk).update(participation=person)


def _record(
    seating: Seating, places: list[tuple[ProposedMember, int | None]], *, by: User, now: datetime
) -> FormationChange:
    member, group = places[0]
    return FormationChange.objects.create(
        formation=seating.formation,
        person=member.person,
        partner=places[1][0].person if len(places) > 1 else None,
        before=member.group,
        after=group,
        missed_before=seating.total,
        missed_after=max(0, seating.total + seating.cost_of(places)),
        made_by=by,
        made_at=now,
    )
