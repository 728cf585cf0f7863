"""What waits for a mentee or a mentor, in the order of its dates."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.clocks import relative_day
from feedback.models import DevelopmentalFeedback
from matching.models import Answer, MatchRound, Mentorship, Offer, PreferenceList
from programs.models import Cycle, CycleState, Enrollment, HandbookVersion, MentorParticipation
from programs.selectors import has_acknowledged, published_handbook
from programs.stages import ranking_time
from sessions.agenda import Task, tasks_of

_READING_DAYS = timedelta(days=14)
_ANSWER_DAYS = timedelta(days=7)
MOST_TASKS = 5


def waiting_for_mentee(user: User, enrollment: Enrollment, *, now: datetime) -> list[Task]:
    """Return the tasks of a mentee in a cycle, soonest first."""
    cycle = enrollment.cycle
    tasks = [*_to_read(user, cycle, now), *_to_enroll(user, enrollment, now), *_to_rank(user, enrollment, now)]
    tasks += _to_answer(user, Offer.objects.filter(enrollment=enrollment, mentee_answer=Answer.NONE), now)
    return _first(tasks + _to_look_back(user, cycle, now) + tasks_of(user, now))


def waiting_for_mentor(user: User, participation: MentorParticipation, *, now: datetime) -> list[Task]:
    """Return the tasks of a mentor in a cycle, soonest first."""
    cycle = participation.cycle
    tasks = [*_to_read(user, cycle, now), *_to_get_ready(user, participation, now)]
    tasks += _to_answer(user, Offer.objects.filter(participation=participation, mentor_answer=Answer.NONE), now)
    return _first(tasks + _to_look_back(user, cycle, now) + tasks_of(user, now))


def _first(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: task.due)[:MOST_TASKS]


def _task(user: User, now: datetime, *, due: datetime, title: str, text: str, url: str, action: str) -> Task:
    return Task(due, relative_day(due, now, user.zone), due < now, title, text, url, action)


def _to_read(user: User, cycle: Cycle, now: datetime) -> list[Task]:
    """The handbook in force, when the reader has not acknowledged it."""
    if cycle.state == CycleState.CLOSED or has_acknowledged(user, cycle.program):
        return []
    version = published_handbook(cycle.program)
    if version is None or version.published_at is None:
        return []
    changed = version.number > 1 and HandbookVersion.objects.filter(acknowledgements__user=user).exists()
    return [
        _task(
            user,
            now,
            due=version.published_at + _READING_DAYS,
            title=_("Read what changed in the handbook") if changed else _("Read and acknowledge the handbook"),
            text=version.change_note if changed else _("It says what both sides can expect. You can pause anywhere."),
            url=reverse("programs:show-handbook", kwargs={"slug": cycle.program.slug}),
            action=_("Read the change") if changed else _("Read the handbook"),
        )
    ]


def _to_enroll(user: User, enrollment: Enrollment, now: datetime) -> list[Task]:
    if enrollment.state not in (Enrollment.State.INVITED, Enrollment.State.STARTED):
        return []
    return [
        _task(
            user,
            now,
            due=ranking_time(enrollment.cycle).closes_at,
            title=_("Complete your enrollment"),
            text=_("Your interests and what you would like help with. About five minutes."),
            url=reverse("programs:enroll", kwargs={"slug": enrollment.cycle.program.slug}),
            action=_("Complete it"),
        )
    ]


def _to_rank(user: User, enrollment: Enrollment, now: datetime) -> list[Task]:
    if enrollment.state not in (Enrollment.State.COMPLETE, Enrollment.State.WAITLISTED):
        return []
    handed_in = PreferenceList.objects.filter(enrollment=enrollment).exclude(state=PreferenceList.State.DRAFT)
    rounds = MatchRound.objects.filter(cycle=enrollment.cycle, state=MatchRound.State.OPEN, closes_at__gt=now)
    round_ = rounds.exclude(pk__in=handed_in.values("round")).first()
    if round_ is None:
        return []
    return [
        _task(
            user,
            now,
            due=round_.closes_at,
            title=_("Rank the mentors whom you would like to meet"),
            text=_("Up to %(n)s names. Your list is private, and you can change it until the lists close.")
            % {"n": enrollment.cycle.program.list_length},
            url=reverse("matching:list-mentors", kwargs={"cycle_pk": enrollment.cycle_id}),
            action=_("Choose mentors"),
        )
    ]


def _to_get_ready(user: User, participation: MentorParticipation, now: datetime) -> list[Task]:
    invited = participation.state == MentorParticipation.State.INVITED
    if not invited and participation.state != MentorParticipation.State.ACCEPTED:
        return []
    return [
        _task(
            user,
            now,
            due=ranking_time(participation.cycle).opens_at or participation.cycle.ranking_opens_at,
            title=_("Answer the invitation to mentor") if invited else _("Get ready to mentor"),
            text=_("Mentees can find you once you have acknowledged the handbook and are trained or have a co-mentor."),
            url=reverse("programs:edit-participation", kwargs={"pk": participation.pk}),
            action=_("Answer") if invited else _("See what is missing"),
        )
    ]


def _to_answer(user: User, offers: QuerySet[Offer], now: datetime) -> list[Task]:
    pending = offers.filter(state=Offer.State.PENDING).select_related("enrollment__mentee", "participation__mentor")
    return [
        _task(
            user,
            now,
            due=offer.expires_at,
            title=_("Answer the offer of a pair with %(name)s") % {"name": _other(user, offer).formal_name},
            text=_("You see why the two of you were matched. Either of you may say no."),
            url=reverse("matching:show-offer", kwargs={"pk": offer.pk}),
            action=_("See the offer"),
        )
        for offer in pending
    ]


def _other(user: User, offer: Offer) -> User:
    mentor = offer.participation.mentor
    return mentor if user.pk != mentor.pk else offer.enrollment.mentee


def _to_look_back(user: User, cycle: Cycle, now: datetime) -> list[Task]:
    """Feedback, once the cycle closes; one task for each pair that the reader has not written about."""
    if cycle.state != CycleState.CLOSING:
        return []
    written = DevelopmentalFeedback.objects.filter(writer=user)
    pairs = Mentorship.objects.visible_to(user).filter(cycle=cycle).exclude(pk__in=written.values("mentorship"))
    mine = pairs.filter(mentee=user) | pairs.filter(mentor=user)
    closes = cycle.closing_from + _ANSWER_DAYS * 2
    due = datetime.combine(closes, datetime.min.time(), tzinfo=cycle.program.institution.zone)
    return [
        _task(
            user,
            now,
            due=due,
            title=_("Look back on the year with %(name)s")
            % {"name": (pair.mentor if pair.mentee_id == user.pk else pair.mentee).formal_name},
            text=_("A few questions, about 4 minutes. It says above each who reads it."),
            url=reverse("feedback:give-feedback", kwargs={"pk": pair.pk}),
            action=_("Answer"),
        )
        for pair in mine.select_related("mentor", "mentee")
    ]
