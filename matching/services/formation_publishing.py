"""Publishes formed groups: one transaction that makes them and tells their members. It may be repeated."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import WrongState
from core.revisions import revision_of
from matching.errors import StaleGroups
from matching.models import Formation, ProposedMember
from matching.queries.formations import gone_from, members_of, stored_places
from matching.services.formation_input import kept_apart
from matching.services.formations import lock_formation
from matching.services.locks import lock_year
from pairs.models import MentoringGroup
from pairs.services.groups import NewGroup, start_groups
from people.models import Enrollment, MentorParticipation

State = Formation.State


@transaction.atomic
def publish_groups(formation: Formation, *, by: User, revision: str = "", now: datetime) -> Formation:
    """Make the groups as they stand and tell everybody in them. Publishing them again changes nothing.

    `revision` is that of the groups that the coordinator looked at (`stored_places`).

    Raises:
        StaleGroups: the groups were changed since; or somebody has left, or a conflict has come between two.
        AlreadyGrouped: a mentee got into another group of this kind.
        WrongState: the groups are not proposed.
    """
    lock_year(formation.cycle_id)
    formation = lock_formation(formation)
    if formation.state == State.PUBLISHED:
        return formation
    if formation.state != State.PROPOSED:
        raise WrongState(_("Only groups that have been formed can be published."))
    members = members_of(formation)
    if revision and revision != revision_of(stored_places(members)):
        raise StaleGroups(_("The groups changed after you opened the page. Look at them again, then publish."))
    _lock_people(members)
    _refuse_stale(formation, members, now)
    start_groups(
        formation.cycle, _new_groups(members), kind=MentoringGroup.Kind(formation.kind), seed=formation.seed, now=now
    )
    formation.state, formation.published_at, formation.published_by = State.PUBLISHED, now, by
    formation.save(update_fields=["state", "published_at", "published_by"])
    return formation


def _lock_people(members: list[ProposedMember]) -> None:
    """Nobody leaves while they are put into a group: mentors first, as everywhere, each by key."""
    mentors = [member.participation_id for member in members if member.participation_id]
    mentees = [member.enrollment_id for member in members if member.enrollment_id]
    list(MentorParticipation.objects.select_for_update(of=("self",)).filter(pk__in=mentors).order_by("pk"))
    list(Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=mentees).order_by("pk"))


def _refuse_stale(formation: Formation, members: list[ProposedMember], now: datetime) -> None:
    """Raise StaleGroups when somebody has left or is left alone, or two may not be in one group any more."""
    if gone := len(gone_from(formation, members, day=formation.cycle.local_day(now))):
        raise StaleGroups(
            ngettext(
                "%(n)s person has left since. Take them out of the groups first.",
                "%(n)s people have left since. Take them out of the groups first.",
                gone,
            )
            % {"n": gone}
        )
    if alone := _peer_alone(formation, members):
        raise StaleGroups(_("%(name)s would be alone. Move them to a pair first.") % {"name": alone.person})
    if apart := _conflicts(formation, members, now):
        one, other = apart[0]
        raise StaleGroups(
            _("%(one)s and %(other)s are not eligible for each other anymore. Move one of them first.")
            % {"one": one.person, "other": other.person}
        )


def _peer_alone(formation: Formation, members: list[ProposedMember]) -> ProposedMember | None:
    """Of peers somebody whose group has nobody else left."""
    sizes = Counter(member.group for member in members)
    return next((one for one in members if formation.is_of_peers and sizes[one.group] == 1), None)


def _conflicts(
    formation: Formation, members: list[ProposedMember], now: datetime
) -> list[tuple[ProposedMember, ProposedMember]]:
    """Mentee and mentor of one group, or two peers, between whom a conflict has come that coordinators know of."""
    if formation.is_of_peers:
        return _conflicts_of_peers(formation, members, now)
    mentors: dict[int, list[ProposedMember]] = defaultdict(list)
    for member in members:
        if member.role:
            mentors[member.group].append(member)
    apart = kept_apart(formation, now=now)
    return [
        (member, mentor)
        for member in members
        if not member.role
        for mentor in mentors[member.group]
        if (member.person.pk, mentor.person.pk) in apart
    ]


def _conflicts_of_peers(
    formation: Formation, members: list[ProposedMember], now: datetime
) -> list[tuple[ProposedMember, ProposedMember]]:
    apart = kept_apart(formation, now=now)
    together: dict[int, list[ProposedMember]] = defaultdict(list)
    for member in sorted(members, key=lambda member: member.person.pk):
        together[member.group].append(member)
    pairs = (pair for group in together.values() for pair in combinations(group, 2))
    return [(one, other) for one, other in pairs if (one.person.pk, other.person.pk) in apart]


def _new_groups(members: list[ProposedMember]) -> list[NewGroup]:
    sides: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for member in members:
        sides[member.group][bool(member.role)].append(member.person.pk)
    return [NewGroup(mentees, mentors) for _number, (mentees, mentors) in sorted(sides.items()) if mentees]
