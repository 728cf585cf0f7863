"""What waits for somebody who takes part, as mentee or as mentor, in all programs of theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import relative_day
from core.deadlines import deadline_text
from feedback.models import DevelopmentalFeedback
from matching.models import Answer, MatchRound, Offer, PreferenceList
from matching.notices.reach import unreached_by_offer
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from programs.selectors.handbooks import unread_handbooks
from programs.stages import ranking_time, takes_people_in
from sessions.todo import Task, tasks_for

_READING_DAYS = timedelta(days=14)
_LOOKING_BACK_DAYS = timedelta(days=14)


def member_tasks(
    user: User,
    enrollments: Sequence[Enrollment],
    participations: Sequence[MentorParticipation],
    *,
    now: datetime,
) -> list[Task]:
    """Return the tasks of a mentee and mentor.

    Args:
        user: the reader.
        enrollments: of `user`, with cycle, program and institution.
        participations: of `user`, likewise.
        now: the instant of the page.
    """
    cycles = {one.cycle_id: one.cycle for one in enrollments} | {one.cycle_id: one.cycle for one in participations}
    if not cycles:
        return tasks_for(user, now)
    tasks = _to_read(user, cycles.values(), now)
    for enrollment in enrollments:
        tasks += _to_enroll(user, enrollment, now)
    tasks += _to_rank(user, enrollments, now)
    for participation in participations:
        tasks += _to_get_ready(user, participation, now)
    return [*tasks, *_to_answer(user, now), *_to_look_back(user, cycles.values(), now), *tasks_for(user, now)]


def _deadline(user: User, now: datetime, cycle: Cycle, *, due: datetime, **words: Any) -> Task:
    """A task with an instant that ends it, told as pages and mails tell it."""
    until = deadline_text(due, zone=cycle.program.institution.zone, reader=user.zone)
    return _task(user, now, cycle, due=due, until=until, **words)


def _task(user: User, now: datetime, cycle: Cycle, *, due: datetime, **words: Any) -> Task:
    return Task(due=due, when=relative_day(due, now, user.zone), late=due < now, place=cycle.program.name, **words)


def _to_read(user: User, cycles: Iterable[Cycle], now: datetime) -> list[Task]:
    """The handbooks in force that the reader has not acknowledged."""
    going_on = {cycle.program_id: cycle for cycle in cycles if cycle.state != CycleState.CLOSED}
    return [
        _task(
            user,
            now,
            going_on[unread.version.program_id],
            due=(unread.version.published_at or now) + _READING_DAYS,
            title=_("Read what changed in the handbook") if unread.changed else _("Read and acknowledge the handbook"),
            text=unread.version.change_note
            if unread.changed
            else _("It says what both sides can expect. You can stop and come back anytime."),
            url=reverse("programs:show-handbook", kwargs={"slug": unread.version.program.slug}),
            action=_("Read the change") if unread.changed else _("Read the handbook"),
        )
        for unread in unread_handbooks(user, going_on)
    ]


def _to_enroll(user: User, enrollment: Enrollment, now: datetime) -> list[Task]:
    unfinished = enrollment.state in (Enrollment.State.INVITED, Enrollment.State.STARTED)
    if not unfinished or not takes_people_in(enrollment.cycle, invited=True):
        return []
    return [
        _deadline(
            user,
            now,
            enrollment.cycle,
            due=ranking_time(enrollment.cycle).closes_at,
            title=_("Finish enrolling"),
            text=_("Your interests and what you’d like help with. About 5 minutes."),
            url=reverse("people:enroll", kwargs={"slug": enrollment.cycle.program.slug}),
            action=_("Finish enrolling"),
        )
    ]


def _to_rank(user: User, enrollments: Sequence[Enrollment], now: datetime) -> list[Task]:
    waiting = {
        one.cycle_id: one
        for one in enrollments
        if one.state in (Enrollment.State.ENROLLED, Enrollment.State.WAITLISTED)
    }
    handed_in = PreferenceList.objects.filter(enrollment__in=waiting.values()).exclude(state=PreferenceList.State.DRAFT)
    rounds = MatchRound.objects.filter(cycle__in=waiting, state=MatchRound.State.OPEN, closes_at__gt=now)
    return [
        _deadline(
            user,
            now,
            waiting[opened.cycle_id].cycle,
            due=opened.closes_at,
            title=_("Rank the mentors you’d like to work with"),
            text=_("Up to %(n)s names. Your list is private, and you can change it until lists close.")
            % {"n": waiting[opened.cycle_id].cycle.program.list_length},
            url=reverse("matching:list-mentors", kwargs={"cycle_pk": opened.cycle_id}),
            action=_("Choose mentors"),
        )
        for opened in rounds.exclude(pk__in=handed_in.values("round"))
    ]


def _to_get_ready(user: User, participation: MentorParticipation, now: datetime) -> list[Task]:
    invited = participation.state == MentorParticipation.State.INVITED
    if not invited and participation.state != MentorParticipation.State.ACCEPTED:
        return []
    return [
        _deadline(
            user,
            now,
            participation.cycle,
            due=ranking_time(participation.cycle).opens_at or participation.cycle.ranking_opens_at,
            title=_("Answer the invitation to mentor") if invited else _("Get ready to mentor"),
            text=_("Mentees can find you once you’ve acknowledged the handbook and are trained or have a co-mentor."),
            url=reverse("people:edit-participation", kwargs={"pk": participation.pk}),
            action=_("Answer") if invited else _("See what’s missing"),
        )
    ]


def _to_answer(user: User, now: datetime) -> list[Task]:
    """The offers, on either side, that the reader has not answered and still can."""
    unanswered = Q(enrollment__mentee=user, mentee_answer=Answer.NONE) | Q(
        participation__mentor=user, mentor_answer=Answer.NONE
    )
    people = ("enrollment__mentee", "participation__mentor", "participation__cycle__program__institution")
    pending = list(Offer.objects.filter(unanswered, state=Offer.State.PENDING).select_related(*people))
    # Silence of whom no news reached is no answer: such an offer is still open when its time is up.
    unheard = unreached_by_offer([offer for offer in pending if offer.expires_at <= now], now=now)
    pending = [offer for offer in pending if offer.expires_at > now or offer.pk in unheard]
    return [
        _deadline(
            user,
            now,
            offer.participation.cycle,
            due=offer.expires_at,
            title=_("Answer the offer: %(name)s") % {"name": _other(user, offer).formal_name},
            text=_("See why the two of you were matched. Either of you can say no."),
            url=reverse("matching:show-offer", kwargs={"pk": offer.pk}),
            action=_("See the offer"),
        )
        for offer in pending
    ]


def _other(user: User, offer: Offer) -> User:
    mentor = offer.participation.mentor
    return mentor if user.pk != mentor.pk else offer.enrollment.mentee


def _to_look_back(user: User, cycles: Iterable[Cycle], now: datetime) -> list[Task]:
    """Feedback, once a cycle closes; one task for each pair that the reader has not written about."""
    closing = {cycle.pk: cycle for cycle in cycles if cycle.state == CycleState.CLOSING}
    if not closing:
        return []
    written = DevelopmentalFeedback.objects.filter(writer=user)
    pairs = Mentorship.objects.filter(Q(mentee=user) | Q(mentor=user), cycle__in=closing)
    unwritten = pairs.exclude(pk__in=written.values("mentorship")).select_related("mentor", "mentee")
    return [
        _task(
            user,
            now,
            closing[pair.cycle_id],
            due=_end_of_looking_back(closing[pair.cycle_id]),
            title=_("Look back on the year with %(name)s") % {"name": pair.other_of(user).formal_name},
            text=_("A few questions, about 4 minutes. Each part says who will read it."),
            url=reverse("feedback:give-feedback", kwargs={"pk": pair.pk}),
            action=_("Answer"),
        )
        for pair in unwritten
    ]


def _end_of_looking_back(cycle: Cycle) -> datetime:
    last = cycle.closing_from + _LOOKING_BACK_DAYS
    return datetime.combine(last, datetime.min.time(), tzinfo=cycle.program.institution.zone)
