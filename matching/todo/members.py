"""The lists and the offers that wait for a mentee or a mentor."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.todo import Task, waiting_now
from matching.models import Answer, MatchRound, Offer, PreferenceList
from matching.notices.reach import unreached_by_offer
from matching.queries.mentor_lists import rounds_that_ask
from people.models import Enrollment
from programs.todo import deadline_task


def tasks_for(user: User, enrollments: Iterable[Enrollment], *, now: datetime) -> list[Task]:
    """Return the lists that `user` can hand in and has not, as mentee or mentor, and the offers to answer.

    Args:
        user: the reader.
        enrollments: of `user`, with cycle, program and institution.
        now: the instant of the page.
    """
    return [*_to_rank(user, enrollments, now), *_to_say(user, now), *_to_answer(user, now)]


def _to_rank(user: User, enrollments: Iterable[Enrollment], now: datetime) -> list[Task]:
    waiting = {one.cycle_id: one for one in enrollments if one.state in Enrollment.AWAITING_MATCH}
    handed_in = PreferenceList.objects.handed_in().filter(enrollment__in=waiting.values())
    rounds = MatchRound.objects.filter(cycle__in=waiting, state=MatchRound.State.OPEN, closes_at__gt=now)
    return [
        deadline_task(
            user,
            waiting[opened.cycle_id].cycle,
            due=opened.closes_at,
            now=now,
            title=_("Rank the mentors you’d like to work with"),
            text=_rank_text(opened, waiting[opened.cycle_id].cycle.program.list_length),
            url=reverse("matching:list-mentors", kwargs={"cycle_pk": opened.cycle_id}),
            action=_("Choose mentors"),
        )
        for opened in rounds.exclude(pk__in=handed_in.values("round"))
    ]


def _to_say(user: User, now: datetime) -> list[Task]:
    """The rounds in which `user`, a mentor, was listed and has not answered."""
    return [
        waiting_now(
            now=now,
            title=_("Say who you’d like to mentor"),
            text=_("Mentees have put you on their list. If you say nothing, everyone is welcome."),
            url=reverse("matching:rank-mentees", kwargs={"cycle_pk": one.cycle_id}),
            action=_("See who they are"),
            place=one.cycle.program.name,
        )
        for one in rounds_that_ask(user)
    ]


def _rank_text(opened: MatchRound, names: int) -> str:
    words = {"n": names}
    if opened.mentors_rank:
        return _("Up to %(n)s names. You can change your list until lists close. Mentors have a say then, too.") % words
    return _("Up to %(n)s names. Your list is private, and you can change it until lists close.") % words


def _to_answer(user: User, now: datetime) -> list[Task]:
    """The offers that `user` has not answered and still can."""
    unanswered = Q(enrollment__mentee=user, mentee_answer=Answer.NONE) | Q(
        participation__mentor=user, mentor_answer=Answer.NONE
    )
    people = ("enrollment__mentee", "participation__mentor", "participation__cycle__program__institution")
    pending = list(Offer.objects.open().filter(unanswered).select_related(*people))
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
