"""Where a mentor stands, in every program of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.clocks import day_text
from home.status import OF_AN_OFFER, Status, by_clock, grouped_by, next_round_text, offer_status
from matching.models import MatchRound, Offer
from matching.notices.events import NO_MENTEE
from matching.queries.places import keeps_a_place
from notifications.models import Message
from pairs.models import GroupMember, Mentorship
from people.models import MentorParticipation
from people.services.participations import missing_for_readiness
from programs.models import Cycle, CycleState
from programs.stages import ranking_time

_State = MentorParticipation.State
_RoundState = MatchRound.State


@dataclass(frozen=True, slots=True)
class _Facts:
    """What there is about one participation, each list latest first.

    Attributes:
        told: the rounds of which the mentor was told that they gave nobody.
    """

    participation: MentorParticipation
    rounds: list[MatchRound]
    pending: list[Offer]
    pairs: list[Mentorship]
    groups: list[GroupMember]
    told: set[str]

    @property
    def cycle(self) -> Cycle:
        return self.participation.cycle


def mentor_statuses(user: User, participations: Iterable[MentorParticipation], *, now: datetime) -> list[Status]:
    """Return the state of each participation, and one status for each offer that is not settled.

    Args:
        user: the mentor, who reads it.
        participations: of `user`, with mentor, cycle, program and institution.
        now: the instant of the page.
    """
    return [status for facts in _read(user, list(participations)) for status in _statuses(facts, user, now)]


def _read(user: User, participations: list[MentorParticipation]) -> list[_Facts]:
    """The facts of all participations, in as many queries as for one."""
    if not participations:
        return []
    cycles = [one.cycle_id for one in participations]
    opened = MatchRound.objects.filter(cycle__in=cycles, opened_at__isnull=False)
    rounds = grouped_by("cycle_id", opened.exclude(state=_RoundState.CANCELLED).order_by("-pk"))
    offers = Offer.objects.filter(participation__in=participations, state=Offer.State.PENDING)
    pending = grouped_by("participation_id", offers.select_related(*OF_AN_OFFER).order_by("expires_at", "pk"))
    live = Mentorship.objects.filter(mentor=user, cycle__in=cycles, state__in=Mentorship.LIVE)
    pairs = grouped_by("cycle_id", live.select_related("mentee").order_by("mentee__sort_name", "pk"))
    members = GroupMember.objects.filter(user=user, group__cycle__in=cycles).select_related("group")
    groups = grouped_by("group.cycle_id", members)
    told = set(Message.objects.filter(recipient=user, event=NO_MENTEE).values_list("subject_pk", flat=True))
    return [
        _Facts(one, rounds[one.cycle_id], pending[one.pk], pairs[one.cycle_id], groups[one.cycle_id], told)
        for one in participations
    ]


def _statuses(facts: _Facts, user: User, now: datetime) -> list[Status]:
    say = partial(Status, cycle=facts.cycle, role=Role.MENTOR)
    offers = [say(**offer_status(offer, user, as_mentee=False, now=now)) for offer in facts.pending]
    state = facts.participation.state
    if facts.cycle.state == CycleState.CLOSED:
        return [say(title=_("This year is over"), text=_("Thank you for mentoring."))]
    if state == _State.READY:
        return [*offers, *([say(**_ready(facts, user, now))] if facts.pairs or not offers else [])]
    return [*offers, say(**_not_ready(facts, user, now))]


def _not_ready(facts: _Facts, user: User, now: datetime) -> dict[str, Any]:
    participation = facts.participation
    link = {"url": reverse("people:edit-participation", kwargs={"pk": participation.pk})}
    if participation.state == _State.INVITED:
        return {
            "title": _("You’re invited to mentor"),
            "text": _("Yes or no, your answer helps the school plan."),
            "action": _("Answer"),
            **link,
        }
    if participation.state == _State.ACCEPTED:
        return {
            "title": _("You said yes, but mentees can’t see you yet"),
            "text": " ".join(missing_for_readiness(participation)),
            "action": _("See what’s missing"),
            **link,
        }
    if participation.state == _State.PAUSED:
        until = participation.away_until
        title = _("You’re on leave until %(day)s") % {"day": day_text(until)} if until else _("You’re on leave")
        return {
            "title": title,
            "text": _("Your mentorships are paused until you’re back."),
            "action": _("Change my leave"),
            **link,
        }
    return {"title": _("You’ve stopped mentoring this year"), "text": _("Thank you for the time you gave.")}


def _ready(facts: _Facts, user: User, now: datetime) -> dict[str, Any]:
    if facts.pairs:
        return _paired(facts.pairs)
    if facts.groups:
        return {
            "title": _("You lead %(name)s") % {"name": facts.groups[0].group.name},
            "settled": True,
            "text": _("Its sessions are listed under “Sessions”."),
            "url": reverse("sessions:list-sessions"),
            "action": _("See the sessions"),
        }
    return _waiting(facts, user, now)


def _paired(pairs: list[Mentorship]) -> dict[str, Any]:
    names = ", ".join(pair.mentee.display_name for pair in pairs)
    title = ngettext("You have %(n)s mentee", "You have %(n)s mentees", len(pairs)) % {"n": len(pairs)}
    return {"title": title, "text": names, "settled": True}


def _waiting(facts: _Facts, user: User, now: datetime) -> dict[str, Any]:
    """Ready, and nobody's mentor yet: by the latest round."""
    cycle = facts.cycle
    current = facts.rounds[0] if facts.rounds else None
    profile = {
        "url": reverse("matching:show-mentor", kwargs={"pk": facts.participation.pk}),
        "action": _("How mentees see you"),
    }
    if current is None:
        title = _("Mentees can read your profile")
        opens_at = ranking_time(cycle).opens_at or cycle.ranking_opens_at
        if opens_at <= now:
            return {"title": title, "text": _("We’ll tell you when pairs are published."), **profile}
        opens = by_clock(opens_at, cycle, user, now)
        return {"title": title, "text": _("They can rank mentors from %(when)s.") % {"when": opens}, **profile}
    if current.state == _RoundState.OPEN and current.closes_at > now:
        text = _("Lists close on %(until)s. We’ll tell you when pairs are published.")
        until = by_clock(current.closes_at, cycle, user, now)
        return {"title": _("Mentees are choosing now"), "text": text % {"until": until}, **profile}
    if current.state != _RoundState.PUBLISHED:
        return {"title": _("Pairs are being made"), "text": _("We’ll tell you when they’re published.")}
    return _after_a_round(facts, current, now)


def _after_a_round(facts: _Facts, current: MatchRound, now: datetime) -> dict[str, Any]:
    told = str(current.pk) in facts.told
    if told and keeps_a_place(facts.participation, day=facts.cycle.local_day(now)):
        return {
            "title": _("The last round didn’t find you a mentee"),
            "text": _("It says nothing about you, and your place is kept."),
            "url": reverse("matching:show-result", kwargs={"pk": current.pk}),
            "action": _("See what comes next"),
        }
    return {"title": _("You don’t have a mentee right now"), "text": next_round_text()}
