"""From an address to an object: invisible is 404, visible but forbidden is 403."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from pairs.models import MentoringGroup
from pairs.queries.groups import present_members
from people.models import MentorParticipation
from people.policies import is_mentee_in, is_mentor_in
from programs.models import Cycle, Program
from programs.policies import can_coordinate
from sessions.models import MentoringSession, PrivateNote, TimePoll
from sessions.policies import can_hold_office_hours, leads_group
from sessions.queries.notes import own_notes
from sessions.queries.sessions import with_people


def get_session_for(user: User, pk: uuid.UUID) -> MentoringSession:
    """Return the session whose page `user` opens; those who run its program know of it and get 403."""
    session = with_people(MentoringSession.objects.visible_to(user)).filter(pk=pk).first()
    if session is not None:
        return session
    if MentoringSession.objects.metadata_visible_to(user).filter(pk=pk).exists():
        raise PermissionDenied
    raise Http404


def get_own_session_for(user: User, pk: uuid.UUID) -> MentoringSession:
    """Return the session in which `user` has a part; for anybody else there is no such thing, whatever their role."""
    return get_object_or_404(with_people(MentoringSession.objects.with_participant(user)), pk=pk)


def get_own_note_for(user: User, pk: uuid.UUID) -> PrivateNote:
    """Return the note that `user` wrote, also about a session in which they have no part any more."""
    return get_object_or_404(own_notes(user), pk=pk)


def get_group_for(user: User, pk: int) -> MentoringGroup:
    """Return the group of which `user` is a member now or which `user` coordinates, with its members."""
    rows = MentoringGroup.objects.visible_to(user).select_related("cycle__program__institution")
    return get_object_or_404(rows.prefetch_related(present_members()), pk=pk)


def get_poll_for(user: User, pk: int) -> TimePoll:
    """Return the poll of a group of which `user` is a member now; for anybody else there is none."""
    rows = TimePoll.objects.of_member(user).select_related("group__cycle__program__institution", "by", "session")
    return get_object_or_404(rows, pk=pk)


def get_led_group_for(user: User, pk: int) -> MentoringGroup:
    """Return the group whose sessions `user` plans; members know of it and get 403."""
    rows = MentoringGroup.objects.select_related("cycle__program__institution").prefetch_related(present_members())
    group = get_object_or_404(rows, pk=pk)
    if leads_group(user, group.pk):
        return group
    if can_coordinate(user, group.cycle.program) or any(one.user_id == user.pk for one in group.members.all()):
        raise PermissionDenied
    raise Http404


def get_coordinated_cycle_for(user: User, pk: int) -> Cycle:
    """Return the cycle whose workshops `user` plans; who takes part in it gets 403."""
    cycle = get_object_or_404(Cycle.objects.select_related("program__institution"), pk=pk)
    if can_coordinate(user, cycle.program):
        return cycle
    if is_mentee_in(user, cycle) or is_mentor_in(user, cycle):
        raise PermissionDenied
    raise Http404


def get_coordinated_program_for(user: User, slug: str) -> Program:
    """Return the program whose list of sessions `user` reads; for anybody else there is no such list."""
    program = get_object_or_404(Program.objects.select_related("institution"), slug=slug)
    if not can_coordinate(user, program):
        raise Http404
    return program


def get_own_leave_for(user: User, pk: int) -> MentorParticipation:
    """Return the mentor's own participation; for anybody else there is no page about its leave."""
    rows = MentorParticipation.objects.select_related("cycle__program__institution", "mentor")
    return get_object_or_404(rows, pk=pk, mentor=user)


def check_holds_office_hours(user: User) -> None:
    """Let mentors of a year that is not over on; for anybody else there is no page about office hours.

    Raises:
        Http404: `user` mentors nowhere.
    """
    if not can_hold_office_hours(user):
        raise Http404
