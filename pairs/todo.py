"""Where people stand with their pairs and groups, and the conflicts that wait for coordinators."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.clocks import day_text
from core.prepared import prepared
from core.todo import Task, TaskSource, waiting_now
from pairs.models import GroupMember, InformalRequest, MentoringGroup, Mentorship, Pause
from pairs.presentation.peers import others_of, others_text
from pairs.queries.check_ins import ASKED_FOR, open_check_in
from pairs.queries.groups import present_members
from pairs.queries.informal import requests_to
from pairs.queries.pauses import pauses_to_decide
from programs.models import Cycle, CycleState
from programs.todo import Status, cycle_task


def mentorships_of_mentee(user: User, pairs: Iterable[Mentorship]) -> dict[int, list[Mentorship]]:
    """Return cycle → a mentee's mentorships there, of their `own_pairs`: the primary one first, then the latest."""
    found: dict[int, list[Mentorship]] = defaultdict(list)
    own = [pair for pair in pairs if pair.mentee_id == user.pk]
    for pair in sorted(own, key=lambda pair: (pair.primary, pair.started_on, pair.pk), reverse=True):
        found[pair.cycle_id].append(pair)
    return found


def mentorships_of_mentor(user: User, pairs: Iterable[Mentorship]) -> dict[int, list[Mentorship]]:
    """Return cycle → the live mentorships of a mentor there, of their `own_pairs`, by the mentees' names."""
    found: dict[int, list[Mentorship]] = defaultdict(list)
    own = [pair for pair in pairs if pair.mentor_id == user.pk and pair.is_live]
    for pair in sorted(own, key=lambda pair: (pair.mentee.sort_name, pair.pk)):
        found[pair.cycle_id].append(pair)
    return found


def groups_of(user: User, cycles: Collection[int]) -> dict[int, list[GroupMember]]:
    """Return cycle → the memberships of `user` in its groups, with the group and everybody in it."""
    found: dict[int, list[GroupMember]] = defaultdict(list)
    mine = [one for one in _present_memberships(user) if one.group.cycle_id in cycles]
    prefetch_related_objects(mine, present_members("group__"))
    for member in mine:
        found[member.group.cycle_id].append(member)
    return found


@prepared
def _present_memberships(user: User) -> QuerySet[GroupMember]:
    return GroupMember.objects.current().filter(user=user).select_related("group")


def mentor_statuses(cycle: Cycle, pairs: Iterable[Mentorship], *, user: User, now: datetime) -> list[Status]:
    """Return what a mentee reads about each mentor; nothing without a live pair.

    Args:
        cycle: of the pairs.
        pairs: the mentee's, the one to tell of first, with their mentors.
        user: the mentee.
        now: the instant of the page.
    """
    return [_mentor_status(cycle, pair, user, now) for pair in pairs if pair.is_live]


def _mentor_status(cycle: Cycle, pair: Mentorship, user: User, now: datetime) -> Status:
    name, settled = {"name": pair.mentor.formal_name}, False
    if pair.state == Mentorship.State.PAUSED:
        title = _("Your mentorship with %(name)s is paused") % name
        text = _("Nothing is expected of you until it resumes. We’ll tell you when it does.")
    elif pair.is_proposed:
        title = _("%(name)s is your mentor") % name
        text = _("Your mentorship is active once both of you have signed your agreement. You can meet before that.")
    else:
        settled = pair.started_on <= now.astimezone(user.zone).date()
        title = _("%(name)s is your mentor") % name
        text = (_("Since %(day)s.") if settled else _("Starting on %(day)s.")) % {"day": day_text(pair.started_on)}
    return Status(
        cycle=cycle,
        role=Role.MENTEE,
        title=title,
        text=text,
        settled=settled,
        url=reverse("sessions:show-pair", kwargs={"pk": pair.pk}),
        action=_("Open our workspace"),
    )


def mentees_status(cycle: Cycle, pairs: list[Mentorship]) -> Status | None:
    """Return what a mentor reads who has mentees; None without one."""
    if not pairs:
        return None
    names = ", ".join(pair.mentee.display_name for pair in pairs)
    title = ngettext("You have %(n)s mentee", "You have %(n)s mentees", len(pairs)) % {"n": len(pairs)}
    return Status(cycle=cycle, role=Role.MENTOR, title=title, text=names, settled=True)


def group_status(cycle: Cycle, members: list[GroupMember], *, role: Role) -> Status | None:
    """Return what a mentee or mentor reads who is in a group of the cycle; None without one."""
    if not members:
        return None
    if members[0].group.is_of_peers:
        return _peers_status(cycle, members[0])
    title = _("You’re in %(name)s") if role == Role.MENTEE else _("You lead %(name)s")
    return Status(
        cycle=cycle,
        role=role,
        title=title % {"name": members[0].group.name},
        text=_("Its sessions are listed under “Sessions”."),
        url=reverse("sessions:list-sessions"),
        action=_("See the sessions"),
        settled=True,
    )


def _peers_status(cycle: Cycle, member: GroupMember) -> Status:
    others = others_of(member.group, member.user_id)
    title = ngettext("You and %(names)s are peers", "You, %(names)s are peers", len(others))
    if cycle.state == CycleState.CLOSING:
        text = _("The year is closing. Tell each other what helped.")
        url = reverse("feedback:give-to-peer", args=[member.group_id, others[0].pk])
        action = _("Look back with %(name)s") % {"name": others[0].given_name}
    else:
        text, action = _("Either of you can propose a time."), _("Plan a session")
        url = reverse("sessions:plan-group-session", args=[member.group_id])
    named = {"names": others_text(member.group, member.user_id)}
    return Status(cycle=cycle, role=Role.MENTEE, title=title % named, text=text, url=url, action=action, settled=True)


def pairs_by_state(cycle: Cycle, *, ended_after: date) -> dict[str, QuerySet[Any]]:
    """Return the pairs of the cycle that are `active` and `paused` now, and those that `ended` since a day.

    Where nobody has a mentor to themselves, a group counts as a pair.
    """
    if cycle.program.meets_in_groups_alone:
        groups = MentoringGroup.objects.filter(cycle=cycle)
        active = groups.going_on()
        parted = groups.exclude(pk__in=active.values("pk")).filter(members__left_on__gt=ended_after).distinct()
        return {"active": active, "paused": groups.none(), "ended": parted}
    pairs = Mentorship.objects.filter(cycle=cycle)
    return {
        "active": pairs.filter(state=Mentorship.State.ACTIVE),
        "paused": pairs.filter(state=Mentorship.State.PAUSED),
        "ended": pairs.filter(ended_on__gt=ended_after),
    }


def sources_for(user: User, *, now: datetime) -> list[TaskSource]:
    """Return what may wait for `user` of pairs: a mentorship to confirm, a pause past its day."""
    today = now.astimezone(user.zone).date()
    return [
        TaskSource(requests_to, (user, now), lambda asked: [_to_confirm(one, user, now) for one in asked]),
        TaskSource(pauses_to_decide, (user, today), lambda pauses: [_decide_pause(one, user, now) for one in pauses]),
    ]


def tasks_for(user: User, pairs: Iterable[Mentorship], *, now: datetime) -> list[Task]:
    """Return what waits for `user` in each of their `own_pairs`: an agreement to sign, a check-in to answer."""
    going_on = [pair for pair in pairs if pair.is_live and pair.cycle.state != CycleState.CLOSED]
    return [task for pair in going_on for task in (*_to_sign(user, pair, now), *_to_answer(user, pair, now))]


def _to_sign(user: User, pair: Mentorship, now: datetime) -> Iterator[Task]:
    if not vars(pair)["to_sign"]:
        return
    written = bool(vars(pair)["agreement_number"])
    name = {"name": pair.other_of(user).display_name}
    title = _("Sign your agreement with %(name)s") if written else _("Write your agreement with %(name)s")
    text = _("Read it, and change what doesn’t suit you before you sign.")
    if pair.is_proposed:
        text = _("Your mentorship is active once both of you have signed.")
    yield waiting_now(
        now=now,
        title=title % name,
        text=text,
        url=reverse("pairs:show-agreement" if written else "pairs:write-agreement", args=[pair.pk]),
        action=_("Read and sign") if written else _("Write our agreement"),
        place=pair.cycle.program.name,
    )


def _to_answer(user: User, pair: Mentorship, now: datetime) -> Iterator[Task]:
    """A check-in, for some weeks: nobody has to answer it."""
    day = pair.cycle.local_day(now)
    opened = open_check_in(pair, day)
    if opened is None or vars(pair)[f"answered_{opened.kind}"] or day > opened.since + ASKED_FOR:
        return
    yield cycle_task(
        user,
        pair.cycle,
        due=datetime.combine(opened.since + ASKED_FOR, time(23, 59), pair.cycle.program.institution.zone),
        now=now,
        title=_("How is it going with %(name)s?") % {"name": pair.other_of(user).display_name},
        text=_("Five short questions for you alone. You may leave them out."),
        url=reverse("pairs:check-in", args=[pair.pk]),
        action=_("Answer for myself"),
    )


def _to_confirm(request: InformalRequest, user: User, now: datetime) -> Task:
    return cycle_task(
        user,
        request.cycle,
        due=request.expires_at,
        now=now,
        title=_("%(name)s asks you to confirm a mentorship") % {"name": request.asked_by.display_name},
        text=_("Nothing is recorded unless you confirm it."),
        url=reverse("pairs:show-register", kwargs={"slug": request.cycle.program.slug}),
        action=_("See and confirm"),
    )


def _decide_pause(pause: Pause, user: User, now: datetime) -> Task:
    pair = pause.mentorship
    name = pair.other_of(user).display_name
    return waiting_now(
        now=now,
        title=_("Does your mentorship with %(name)s go on?") % {"name": name},
        text=_("Its pause was planned until %(day)s.") % {"day": day_text(pause.back_on or pause.began_on)},
        url=reverse("pairs:pause", kwargs={"pk": pair.pk}),
        action=_("Resume, or change the day"),
        place=pair.cycle.program.name,
    )


def coordinator_tasks_for(cycles: Iterable[Cycle], *, now: datetime, known: Mapping[int, int]) -> list[Task]:
    """Return how many pairs of the cycles' programs have a conflict to review, for their coordinators.

    `known`: cycle → how many.
    """
    return [_to_review(cycle, known[cycle.pk], now) for cycle in cycles if known.get(cycle.pk)]


def _to_review(cycle: Cycle, pairs: int, now: datetime) -> Task:
    title = ngettext("%(n)s pair with a conflict needs review", "%(n)s pairs with a conflict need review", pairs)
    return waiting_now(
        now=now,
        title=title % {"n": pairs},
        text=_("Nothing changes until you decide."),
        url=reverse("pairs:list-conflicts", kwargs={"slug": cycle.program.slug}),
        action=_("Review it"),
        place=cycle.program.name,
    )


def talk_tasks_for(cycles: Iterable[Cycle], *, now: datetime, known: Mapping[int, int]) -> list[Task]:
    """Return how many people of the cycles' programs would like to talk to their coordinator.

    `known`: cycle → how many.
    """
    return [_to_talk(cycle, known[cycle.pk], now) for cycle in cycles if known.get(cycle.pk)]


def _to_talk(cycle: Cycle, people: int, now: datetime) -> Task:
    title = ngettext("%(n)s person would like to talk to you", "%(n)s people would like to talk to you", people)
    return waiting_now(
        now=now,
        title=title % {"n": people},
        text=_("They asked for it in a private check."),
        url=reverse("pairs:list-talks", kwargs={"slug": cycle.program.slug}),
        action=_("See who, and what they share"),
        place=cycle.program.name,
    )
