"""What waits for mentees and mentors about taking part, where they stand with it, and whom no email reaches."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.clocks import day_text
from core.todo import Task, TaskSource, waiting_now
from notifications.queries.undelivered import not_reached, people_not_reached, set_aside
from people.models import Enrollment, MentorParticipation
from people.queries.schools import messages_of, people_of
from people.services.participations import missing_for_readiness
from programs.models import Cycle, CycleState, Institution
from programs.policies import enrollment_is_open
from programs.queries.ranking_windows import RankingWindow, ranking_window
from programs.todo import Status, by_clock, deadline_task

_State = MentorParticipation.State


def tasks_for(
    user: User, enrollments: Iterable[Enrollment], participations: Iterable[MentorParticipation], *, now: datetime
) -> list[Task]:
    """Return what `user` has still to do before taking part.

    Args:
        user: the reader.
        enrollments: of `user`, with cycle, program and institution.
        participations: of `user`, likewise.
        now: the instant of the page.
    """
    return [
        *(_to_enroll(user, one, now) for one in enrollments if _can_still_enroll(one)),
        *(_to_get_ready(user, one, now) for one in participations if one.state in (_State.INVITED, _State.ACCEPTED)),
        *(_to_renew(user, one, now) for one in participations if one.can_renew and not one.renewal),
    ]


def asks_for_training(participation: MentorParticipation) -> bool:
    """Whether the mentor is asked for the modules: who takes part, without a training elsewhere or a co-mentor."""
    alone = participation.trained_on is None and participation.co_mentor_id is None
    return alone and participation.takes_part and participation.cycle.state != CycleState.CLOSED


def _is_unfinished(enrollment: Enrollment) -> bool:
    return enrollment.state in Enrollment.UNFINISHED


def _can_still_enroll(enrollment: Enrollment) -> bool:
    return _is_unfinished(enrollment) and enrollment_is_open(enrollment.cycle, invited=True)


def _to_enroll(user: User, enrollment: Enrollment, now: datetime) -> Task:
    return deadline_task(
        user,
        enrollment.cycle,
        due=ranking_window(enrollment.cycle).closes_at,
        now=now,
        title=_("Finish enrolling"),
        text=_("Your interests and what you’d like help with. About 5 minutes."),
        url=reverse("people:enroll", kwargs={"slug": enrollment.cycle.program.slug}),
        action=_("Finish enrolling"),
    )


def _to_get_ready(user: User, participation: MentorParticipation, now: datetime) -> Task:
    invited = participation.state == _State.INVITED
    return deadline_task(
        user,
        participation.cycle,
        due=ranking_window(participation.cycle).opens_at or participation.cycle.ranking_opens_at,
        now=now,
        title=_("Answer the invitation to mentor") if invited else _("Get ready to mentor"),
        text=_("Mentees can find you once you’ve read the handbook, done the training and said what you offer."),
        url=reverse("people:edit-participation", kwargs={"pk": participation.pk}),
        action=_("Answer") if invited else _("See what’s missing"),
    )


def _to_renew(user: User, participation: MentorParticipation, now: datetime) -> Task:
    zone = participation.cycle.program.institution.zone
    return deadline_task(
        user,
        participation.cycle,
        due=datetime.combine(participation.cycle.ends_on, time.max, tzinfo=zone),
        now=now,
        title=_("Say whether you’ll mentor again"),
        text=_("Next year, not next year, or no more: one tap helps the school plan."),
        url=reverse("people:thank-mentor", kwargs={"pk": participation.pk}),
        action=_("Look back and answer"),
    )


def finished_status(enrollment: Enrollment) -> Status | None:
    """Return what a mentee reads whose year is over; None while it goes on."""
    if enrollment.state != Enrollment.State.COMPLETED and enrollment.cycle.state != CycleState.CLOSED:
        return None
    title, text = _("This year is over"), _("Thank you for taking part.")
    return Status(cycle=enrollment.cycle, role=Role.MENTEE, title=title, text=text)


def enrolling_status(
    enrollment: Enrollment, user: User, lists: RankingWindow | None, *, now: datetime
) -> Status | None:
    """Return what a mentee reads who has not finished enrolling; None afterwards.

    Args:
        enrollment: with cycle, program and institution.
        user: the mentee.
        lists: when the lists close that can be handed in now, if there are any.
        now: the instant of the page.
    """
    if not _is_unfinished(enrollment):
        return None
    cycle = enrollment.cycle
    invited = enrollment.state == Enrollment.State.INVITED
    title = _("You’re invited to take part") if invited else _("You haven’t finished enrolling")
    text, link = _("It takes about 5 minutes."), True
    if cycle.state == CycleState.PLANNING:
        title, link = _("You’re invited to take part"), False
        text = _("Enrollment opens on %(day)s.") % {"day": day_text(cycle.enrolling_from)}
    elif not _can_still_enroll(enrollment):
        title, link = _("You didn’t enroll this year"), False
        text = _("Write to the coordinator if you would still like to take part.")
    elif lists:
        until = by_clock(lists.closes_at, cycle, user, now)
        text = _("To rank mentors in “%(name)s”, enroll before lists close: %(until)s.")
        text %= {"name": lists.name, "until": until}
    url = reverse("people:enroll", kwargs={"slug": cycle.program.slug}) if link else ""
    action = _("Finish enrolling") if link else ""
    return Status(cycle=cycle, role=Role.MENTEE, title=title, text=text, url=url, action=action)


def closed_status(participation: MentorParticipation) -> Status | None:
    """Return what a mentor reads whose year is over; None while it goes on."""
    if participation.cycle.state != CycleState.CLOSED:
        return None
    title, text = _("This year is over"), _("Thank you for mentoring.")
    url = reverse("people:thank-mentor", kwargs={"pk": participation.pk}) if participation.can_renew else ""
    action = _("Look back") if url else ""
    return Status(cycle=participation.cycle, role=Role.MENTOR, title=title, text=text, url=url, action=action)


def readiness_status(participation: MentorParticipation, *, now: datetime) -> Status | None:
    """Return what a mentor reads whom mentees cannot choose now; None for a mentor who is ready."""
    state = participation.state
    if state == _State.READY:
        return None
    action = ""
    if state == _State.INVITED:
        title, text = _("You’re invited to mentor"), _("Yes or no, your answer helps the school plan.")
        action = _("Answer")
    elif state == _State.ACCEPTED:
        title = _("You said yes, but mentees can’t see you yet")
        text, action = " ".join(missing_for_readiness(participation, now=now)), _("See what’s missing")
    elif state == _State.PAUSED:
        until = participation.away_until
        title = _("You’re on leave until %(day)s") % {"day": day_text(until)} if until else _("You’re on leave")
        text, action = _("Your mentorships are paused until you’re back."), _("Change my leave")
    else:
        title, text = _("You’ve stopped mentoring this year"), _("Thank you for the time you gave.")
    url = reverse("people:edit-participation", kwargs={"pk": participation.pk}) if action else ""
    return Status(cycle=participation.cycle, role=Role.MENTOR, title=title, text=text, url=url, action=action)


def coordinator_tasks_for(cycles: Iterable[Cycle], *, now: datetime, known: Mapping[int, int]) -> list[Task]:
    """Return whom no email reaches of the cycles' programs, for their coordinators.

    `known`: cycle → how many those are.
    """
    found = []
    for cycle in cycles:
        program = cycle.program
        if number := known[cycle.pk]:
            url = reverse("people:list-not-reached", kwargs={"slug": program.slug})
            found.append(_not_reached(number, url, now, place=program.name))
    return found


def volunteer_tasks_for(cycles: Iterable[Cycle], *, now: datetime, known: Mapping[int, int]) -> list[Task]:
    """Return who offered to mentor and waits for an answer, for the coordinators of the cycles' programs.

    `known`: cycle → how many those are.
    """
    return [_volunteers(known[cycle.pk], cycle, now) for cycle in cycles if known[cycle.pk]]


def _volunteers(number: int, cycle: Cycle, now: datetime) -> Task:
    title = ngettext("%(n)s person would like to mentor", "%(n)s people would like to mentor", number)
    url = reverse("people:show-list", kwargs={"slug": cycle.program.slug, "name": "interested"})
    return waiting_now(
        now=now,
        title=title % {"n": number},
        text=_("Invite them, or say no kindly."),
        url=f"{url}?state=waiting",
        action=_("See who they are"),
        place=cycle.program.name,
    )


def sources_for(user: User, *, now: datetime) -> list[TaskSource]:
    """Return what `user` has to do because email doesn’t reach them."""
    return [TaskSource(not_reached, (user.pk,), lambda people: [_correct(one, now) for one in people])]


def _correct(user: User, now: datetime) -> Task:
    return waiting_now(
        now=now,
        title=_("Our emails to %(email)s come back") % {"email": user.email},
        text=_("Check the address, or choose another. Until then, look at your inbox here."),
        url=reverse("account_email"),
        action=_("Check my email address"),
    )


def school_tasks_for(school: Institution, *, now: datetime) -> list[Task]:
    """Return which mail was set aside and whom none reaches in the whole school, for its administrators."""
    found = []
    if number := set_aside(messages_of({school.pk})).count():
        title = ngettext("%(n)s message was set aside", "%(n)s messages were set aside", number)
        found.append(
            waiting_now(
                now=now,
                title=title % {"n": number},
                text=_("The list says why, and you can have them sent again from there."),
                url=reverse("people:list-set-aside"),
                action=_("See the messages"),
            )
        )
    unreached = people_not_reached().filter(pk__in=people_of({school.pk}).order_by().values("pk"))
    if number := unreached.count():
        found.append(_not_reached(number, reverse("people:list-all-not-reached"), now))
    return found


def _not_reached(number: int, url: str, now: datetime, *, place: str = "") -> Task:
    title = ngettext("Email isn’t reaching %(n)s person", "Email isn’t reaching %(n)s people", number)
    return waiting_now(
        now=now,
        title=title % {"n": number},
        text=_("Their mail server refused our message, or sent it back. Reach them another way."),
        url=url,
        action=_("See who they are"),
        place=place,
    )
