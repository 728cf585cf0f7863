"""The lists and the offers that wait for a mentee or a mentor."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.among import Among
from core.any_of import any_of
from core.todo import Task, TaskSource, waiting_now
from matching.models import Answer, MatchRound, Offer, PreferenceList
from matching.notices.reach import unreached_by_offer
from matching.queries.mentor_lists import asks_mentor
from matching.todo.requests import request_source, request_tasks
from people.models import Enrollment
from programs.models import Cycle
from programs.todo import deadline_task


def sources_for(user: User, enrollments: Iterable[Enrollment], *, now: datetime) -> list[TaskSource]:
    """Return what may wait for `user`, as mentee or mentor: lists to hand in, offers and requests to answer.

    Args:
        user: the reader.
        enrollments: of `user`, with cycle, program and institution.
        now: the instant of the page.
    """
    waiting = {one.cycle_id: one for one in enrollments if one.state in Enrollment.AWAITING_MATCH}
    return [
        TaskSource(
            _rounds,
            (user, list(waiting), [one.pk for one in waiting.values()], now),
            lambda rounds: _of_rounds(rounds, user, waiting, now),
        ),
        TaskSource(_unanswered, (user,), lambda offers: _to_answer(offers, user, now)),
        request_source(user, now=now),
    ]


def tasks_for(user: User, enrollments: Iterable[Enrollment], *, now: datetime) -> list[Task]:
    """Return whom `user` can ask, and who asks `user`, of peers; no query for a mentee of other programs."""
    return request_tasks(user, enrollments, now=now)


def _rounds(user: User, cycles: list[int], enrollments: list[int], now: datetime) -> QuerySet[MatchRound]:
    """The open rounds of `cycles` that wait for the mentee's list, and the closed ones that ask the mentor."""
    handed_in = PreferenceList.objects.handed_in().filter(Among("enrollment", enrollments), round=OuterRef("pk"))
    rounds = MatchRound.objects
    taking = rounds.filter(Among("cycle", cycles), state=MatchRound.State.OPEN, closes_at__gt=now)
    return any_of(taking.filter(~Exists(handed_in)), rounds.filter(asks_mentor(user))).select_related("cycle__program")


def _of_rounds(
    rounds: Iterable[MatchRound], user: User, waiting: Mapping[int, Enrollment], now: datetime
) -> list[Task]:
    return [
        _to_rank(user, one, waiting[one.cycle_id].cycle, now)
        if one.state == MatchRound.State.OPEN
        else _to_say(one, now)
        for one in rounds
    ]


def _to_rank(user: User, opened: MatchRound, cycle: Cycle, now: datetime) -> Task:
    return deadline_task(
        user,
        cycle,
        due=opened.closes_at,
        now=now,
        title=_("Rank the mentors you’d like to work with"),
        text=_rank_text(opened, cycle.program.list_length),
        url=reverse("matching:list-mentors", kwargs={"cycle_pk": cycle.pk}),
        action=_("Choose mentors"),
    )


def _to_say(closed: MatchRound, now: datetime) -> Task:
    return waiting_now(
        now=now,
        title=_("Say who you’d like to mentor"),
        text=_("Mentees have put you on their list. If you say nothing, everyone is welcome."),
        url=reverse("matching:rank-mentees", kwargs={"cycle_pk": closed.cycle_id}),
        action=_("See who they are"),
        place=closed.cycle.program.name,
    )


def _rank_text(opened: MatchRound, names: int) -> str:
    words = {"n": names}
    if opened.mentors_rank:
        return _("Up to %(n)s names. You can change your list until lists close. Mentors have a say then, too.") % words
    return _("Up to %(n)s names. Your list is private, and you can change it until lists close.") % words


def _unanswered(user: User) -> QuerySet[Offer]:
    """The open offers that `user` has not answered."""
    pending = Offer.objects.pending()
    to_mentee = pending.filter(enrollment__mentee=user, mentee_answer=Answer.NONE)
    to_mentor = pending.filter(participation__mentor=user, mentor_answer=Answer.NONE)
    people = ("enrollment__mentee", "participation__mentor", "participation__cycle__program__institution")
    return any_of(to_mentee, to_mentor).select_related(*people)


def _to_answer(pending: list[Offer], user: User, now: datetime) -> list[Task]:
    # Silence of whom no notice reached is no answer: such an offer is still open when its time is up.
    unheard = unreached_by_offer([offer for offer in pending if offer.expires_at <= now], now=now)
    return [
        deadline_task(
            user,
            offer.participation.cycle,
            due=offer.expires_at,
            now=now,
            title=_("Answer the offer: %(name)s") % {"name": _other(user, offer).formal_name},
            text=_("See why the two of you were matched. Either of you can say no."),
            url=reverse("matching:show-offer", kwargs={"pk": offer.pk}),
            action=_("See the offer"),
        )
        for offer in pending
        if offer.expires_at > now or offer.pk in unheard
    ]


def _other(user: User, offer: Offer) -> User:
    mentor = offer.participation.mentor
    return mentor if user.pk != mentor.pk else offer.enrollment.mentee
