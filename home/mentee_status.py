"""Where a mentee stands, in every program of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from core.clocks import day_text
from home.status import OF_AN_OFFER, Status, by_clock, grouped_by, next_round_text, offer_status
from matching.models import MatchRound, Offer, PreferenceList, ProposedPair
from pairs.models import GroupMember, Mentorship
from people.models import Enrollment
from programs.models import Cycle, CycleState, Program
from programs.stages import ranking_time, takes_people_in

_RoundState = MatchRound.State


@dataclass(slots=True)
class _Facts:
    """What there is about one enrollment, each list latest first."""

    enrollment: Enrollment
    rounds: list[MatchRound] = field(default_factory=list)
    lists: dict[int, PreferenceList] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    pairs: list[Mentorship] = field(default_factory=list)
    groups: list[GroupMember] = field(default_factory=list)
    results: set[int] = field(default_factory=set)

    @property
    def cycle(self) -> Cycle:
        return self.enrollment.cycle


def mentee_statuses(user: User, enrollments: Iterable[Enrollment], *, now: datetime) -> list[Status]:
    """Return one status for each enrollment, in their order.

    Args:
        user: the mentee, who reads it.
        enrollments: of `user`, with cycle, program and institution.
        now: the instant of the page.
    """
    return [_status(facts, user, now) for facts in _read(user, list(enrollments))]


def _read(user: User, enrollments: list[Enrollment]) -> list[_Facts]:
    """The facts of all enrollments, in as many queries as for one."""
    if not enrollments:
        return []
    cycles = [enrollment.cycle_id for enrollment in enrollments]
    opened = MatchRound.objects.filter(cycle__in=cycles, opened_at__isnull=False)
    rounds = grouped_by("cycle_id", opened.exclude(state=_RoundState.CANCELLED).order_by("-pk"))
    lists = PreferenceList.objects.filter(enrollment__in=enrollments).annotate(names=Count("items"))
    handed = grouped_by("enrollment_id", lists)
    offers = Offer.objects.filter(enrollment__in=enrollments).select_related(*OF_AN_OFFER)
    offered = grouped_by("enrollment_id", offers.order_by("-made_at", "-pk"))
    pairs = Mentorship.objects.filter(mentee=user, cycle__in=cycles).select_related("mentor")
    paired = grouped_by("cycle_id", pairs.order_by("-primary", "-started_on", "-pk"))
    members = GroupMember.objects.filter(user=user, group__cycle__in=cycles).select_related("group")
    grouped = grouped_by("group.cycle_id", members)
    published = ProposedPair.objects.filter(enrollment__in=enrollments, proposal__round__state=_RoundState.PUBLISHED)
    results = set(published.values_list("proposal__round", flat=True))
    return [
        _Facts(
            one,
            rounds[one.cycle_id],
            {each.round_id: each for each in handed[one.pk]},
            offered[one.pk],
            paired[one.cycle_id],
            grouped[one.cycle_id],
            results,
        )
        for one in enrollments
    ]


def _status(facts: _Facts, user: User, now: datetime) -> Status:
    say = partial(Status, cycle=facts.cycle, role=Role.MENTEE)
    live = [pair for pair in facts.pairs if pair.state in Mentorship.LIVE]
    pending = [offer for offer in facts.offers if offer.state == Offer.State.PENDING]
    if facts.enrollment.state == Enrollment.State.COMPLETED or facts.cycle.state == CycleState.CLOSED:
        return say(title=_("This year is over"), text=_("Thank you for taking part."))
    if live:
        return say(**_paired(live[0], user, now))
    if facts.enrollment.state in (Enrollment.State.INVITED, Enrollment.State.STARTED):
        return say(**_not_enrolled(facts, user, now))
    if facts.groups:
        return say(**_in_group(facts.groups[0]))
    if pending:
        return say(**offer_status(pending[0], user, as_mentee=True, now=now))
    return say(**_waiting(facts, user, now))


def _paired(pair: Mentorship, user: User, now: datetime) -> dict[str, Any]:
    name = pair.mentor.formal_name
    link = {"url": reverse("sessions:show-pair", kwargs={"pk": pair.pk}), "action": _("Open our workspace")}
    if pair.state == Mentorship.State.PAUSED:
        return {
            "title": _("Your mentorship with %(name)s is paused") % {"name": name},
            "text": _("Nothing is expected of you until it resumes. We’ll tell you when it does."),
            **link,
        }
    begins = pair.started_on > now.astimezone(user.zone).date()
    words = _("Starting on %(day)s.") if begins else _("Since %(day)s.")
    return {
        "title": _("%(name)s is your mentor") % {"name": name},
        "text": words % {"day": day_text(pair.started_on)},
        "settled": not begins,
        **link,
    }


def _not_enrolled(facts: _Facts, user: User, now: datetime) -> dict[str, Any]:
    cycle = facts.cycle
    enroll = {"url": reverse("people:enroll", kwargs={"slug": cycle.program.slug}), "action": _("Finish enrolling")}
    if cycle.state == CycleState.PLANNING:
        return {
            "title": _("You’re invited to take part"),
            "text": _("Enrollment opens on %(day)s.") % {"day": day_text(cycle.enrolling_from)},
        }
    if not takes_people_in(cycle, invited=True):
        return {
            "title": _("You didn’t enroll this year"),
            "text": _("Write to the coordinator if you would still like to take part."),
        }
    if facts.enrollment.state == Enrollment.State.INVITED:
        title = _("You’re invited to take part")
    else:
        title = _("You haven’t finished enrolling")
    opened = _open_round(facts, now)
    if opened is None:
        return {"title": title, "text": _("It takes about 5 minutes."), **enroll}
    until = by_clock(opened.closes_at, facts.cycle, user, now)
    text = _("To rank mentors in “%(name)s”, enroll before lists close: %(until)s.")
    return {"title": title, "text": text % {"name": opened.name, "until": until}, **enroll}


def _in_group(member: GroupMember) -> dict[str, Any]:
    return {
        "title": _("You’re in %(name)s") % {"name": member.group.name},
        "settled": True,
        "text": _("Its sessions are listed under “Sessions”."),
        "url": reverse("sessions:list-sessions"),
        "action": _("See the sessions"),
    }


def _waiting(facts: _Facts, user: User, now: datetime) -> dict[str, Any]:
    """Enrolled, and nobody's mentee yet: by the latest round in which the mentee can have a part."""
    current = facts.rounds[0] if facts.rounds else None
    if current is None or _began_without(facts.enrollment, current):
        return _before_a_round(facts, user, now)
    if current.state == _RoundState.OPEN:
        return _ranking(facts, current, user, now)
    if current.state in (_RoundState.CLOSED, _RoundState.PROPOSED):
        return _matching(facts, current)
    return _after_a_round(facts, current)


def _began_without(enrollment: Enrollment, current: MatchRound) -> bool:
    """Whether the round closed before the mentee had enrolled."""
    enrolled_at, closed_at = enrollment.enrolled_at, current.closed_at
    return closed_at is not None and enrolled_at is not None and enrolled_at > closed_at


def _before_a_round(facts: _Facts, user: User, now: datetime) -> dict[str, Any]:
    cycle = facts.cycle
    if cycle.program.pairing == Program.Pairing.INFORMAL:
        return {"title": _("You’re taking part"), "text": _("In this program, people find each other on their own.")}
    mentors = {
        "url": reverse("matching:list-mentors", kwargs={"cycle_pk": cycle.pk}),
        "action": _("See this year’s mentors"),
    }
    opens_at = ranking_time(cycle).opens_at or cycle.ranking_opens_at
    if facts.rounds or opens_at <= now:
        text = next_round_text()
    else:
        text = _("Ranking opens on %(when)s.") % {"when": by_clock(opens_at, cycle, user, now)}
    return {"title": _("You’re enrolled"), "text": text, **mentors}


def _ranking(facts: _Facts, current: MatchRound, user: User, now: datetime) -> dict[str, Any]:
    saved = facts.lists.get(current.pk)
    names = saved.names if saved else 0  # type: ignore[attr-defined]
    link = {
        "url": reverse("matching:list-mentors", kwargs={"cycle_pk": facts.cycle.pk}),
        "action": _("Open my list") if names else _("Choose mentors"),
    }
    until = {"until": by_clock(current.closes_at, facts.cycle, user, now)}
    if current.closes_at <= now:
        return {**_matching(facts, current), "text": _("Lists are closed. Pairs will be made next.")}
    if not names:
        return {
            "title": _("Your list is empty"),
            "text": _("Lists close on %(until)s.") % until,
            **link,
        }
    if saved is None or saved.state == PreferenceList.State.DRAFT:
        title = ngettext(
            "Your list of %(n)s name isn’t handed in yet", "Your list of %(n)s names isn’t handed in yet", names
        )
        return {"title": title % {"n": names}, "text": _("Hand it in before lists close on %(until)s.") % until, **link}
    title = ngettext("You handed in a list of %(n)s name", "You handed in a list of %(n)s names", names)
    return {"title": title % {"n": names}, "text": _("You can change it until %(until)s.") % until, **link}


def _matching(facts: _Facts, current: MatchRound) -> dict[str, Any]:
    saved = facts.lists.get(current.pk)
    names = saved.names if saved and saved.state != PreferenceList.State.DRAFT else 0  # type: ignore[attr-defined]
    text = _("Pairs are being made. We’ll tell you when they’re published.")
    if not names:
        return {"title": _("You didn’t hand in a list"), "text": text}
    title = ngettext("Your list of %(n)s name is in", "Your list of %(n)s names is in", names)
    return {"title": title % {"n": names}, "text": text}


def _after_a_round(facts: _Facts, current: MatchRound) -> dict[str, Any]:
    last = facts.offers[0] if facts.offers else None
    ended = facts.pairs[0] if facts.pairs else None
    result = {"url": reverse("matching:show-result", kwargs={"pk": current.pk}), "action": _("Read why")}
    next_round = next_round_text()
    if ended:
        title = _("Your mentorship with %(name)s has ended") % {"name": ended.mentor.formal_name}
        link = {"url": reverse("sessions:show-pair", kwargs={"pk": ended.pk}), "action": _("Look back")}
        return {"title": title, "text": next_round, **link}
    if last:
        title = _("The pairing with %(name)s won’t go ahead") % {"name": last.participation.mentor.formal_name}
        return {"title": title, "text": next_round}
    title = _("The last round didn’t find you a mentor")
    return {"title": title, "text": next_round, **(result if current.pk in facts.results else {})}


def _open_round(facts: _Facts, now: datetime) -> MatchRound | None:
    """The round whose lists can be handed in now."""
    current = facts.rounds[0] if facts.rounds else None
    return current if current and current.state == _RoundState.OPEN and current.closes_at > now else None
