"""Where a mentor stands from the opening of a round to a pair."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.among import Among
from core.prepared import prepared
from matching.models import MatchRound, Offer
from matching.notices.events import NO_MENTEE
from matching.queries.places import has_a_place
from matching.queries.preferences import takes_lists
from matching.todo.offers import OF_AN_OFFER, offer_status
from matching.todo.rounds import next_round_text, rounds_of
from notifications.models import Message
from people.models import MentorParticipation
from programs.queries.ranking_windows import ranking_window
from programs.todo import Status, by_clock


@dataclass(frozen=True, slots=True)
class MentorInRounds:
    """What there is about one participation.

    Attributes:
        participation: with mentor, cycle, program and institution.
        rounds: of the cycle, those that were opened, latest first.
        pending: the offers that are not settled, the next to end first.
        told: the rounds of which the mentor was told that they gave nobody, by primary key.
    """

    participation: MentorParticipation
    rounds: list[MatchRound]
    pending: list[Offer]
    told: set[str]


def read_mentors(
    user: User, participations: Sequence[MentorParticipation], *, paired: Collection[int] = ()
) -> list[MentorInRounds]:
    """Return what matching knows about each of the participations of `user`, in as many queries as for one.

    Args:
        user: the mentor.
        participations: of `user`, with cycle, program and institution.
        paired: the cycles in which `user` has a mentee. Of them only the offers are read.
    """
    without = [one.cycle_id for one in participations if one.cycle_id not in paired]
    rounds = rounds_of(without)
    pending: dict[int, list[Offer]] = defaultdict(list)
    for offer in _open_offers([one.pk for one in participations]):
        pending[offer.participation_id].append(offer)
    told = _told_of_nobody(user) if without else set()
    return [MentorInRounds(one, rounds[one.cycle_id], pending[one.pk], told) for one in participations]


@prepared
def _open_offers(participations: list[int]) -> QuerySet[Offer]:
    waiting = Offer.objects.open().filter(Among("participation", participations))
    return waiting.select_related(*OF_AN_OFFER).order_by("expires_at", "pk")


def _told_of_nobody(user: User) -> set[str]:
    return set(Message.objects.filter(recipient=user, event=NO_MENTEE).values_list("subject_pk", flat=True))


def pending_statuses(mentor: MentorInRounds, *, now: datetime) -> list[Status]:
    """Return what the mentor reads about each offer that is not settled."""
    reader = mentor.participation.mentor
    return [offer_status(offer, reader, role=Role.MENTOR, now=now) for offer in mentor.pending]


def waiting_status(mentor: MentorInRounds, *, now: datetime) -> Status:
    """Return what somebody reads who is ready and nobody's mentor yet: by the latest round."""
    if not mentor.rounds:
        return _before_a_round(mentor, now)
    current = mentor.rounds[0]
    say = partial(Status, cycle=mentor.participation.cycle, role=Role.MENTOR)
    if takes_lists(current, now=now):
        text = _("Lists close on %(until)s. We’ll tell you when pairs are published.")
        return _visible(mentor, _("Mentees are choosing now"), text % {"until": _until(mentor, current.closes_at, now)})
    if current.hears_mentors:
        return say(
            title=_("Lists are in, and mentors have their say"),
            text=_("We’ll tell you when pairs are published."),
            url=reverse("matching:rank-mentees", kwargs={"cycle_pk": current.cycle_id}),
            action=_("My answer"),
        )
    if current.state != MatchRound.State.PUBLISHED:
        return say(title=_("Pairs are being made"), text=_("We’ll tell you when they’re published."))
    if not _was_left_out(mentor, current, now):
        return say(title=_("You don’t have a mentee right now"), text=next_round_text())
    return say(
        title=_("The last round didn’t find you a mentee"),
        text=_("It says nothing about you, and your place is kept."),
        url=reverse("matching:show-result", kwargs={"pk": current.pk}),
        action=_("See what comes next"),
    )


def _before_a_round(mentor: MentorInRounds, now: datetime) -> Status:
    cycle = mentor.participation.cycle
    if cycle.program.is_rolling:
        return _visible(mentor, _("Mentees can ask you"), _("We’ll tell you when someone does."))
    opens_at = ranking_window(cycle).opens_at or cycle.ranking_opens_at
    if opens_at <= now:
        text = _("We’ll tell you when pairs are published.")
    else:
        text = _("They can rank mentors from %(when)s.") % {"when": _until(mentor, opens_at, now)}
    return _visible(mentor, _("Mentees can read your profile"), text)


def _visible(mentor: MentorInRounds, title: str, text: str) -> Status:
    """The status of a mentor whom mentees can choose, with the way to what they see."""
    return Status(
        cycle=mentor.participation.cycle,
        role=Role.MENTOR,
        title=title,
        text=text,
        url=reverse("matching:show-mentor", kwargs={"pk": mentor.participation.pk}),
        action=_("How mentees see you"),
    )


def _was_left_out(mentor: MentorInRounds, current: MatchRound, now: datetime) -> bool:
    """Whether the mentor was told that the round gave nobody, and still has a place."""
    day = mentor.participation.cycle.local_day(now)
    return str(current.pk) in mentor.told and has_a_place(mentor.participation, day=day)


def _until(mentor: MentorInRounds, moment: datetime, now: datetime) -> str:
    return by_clock(moment, mentor.participation.cycle, mentor.participation.mentor, now)
