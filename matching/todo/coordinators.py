"""The rounds, the groups and the offers that wait for coordinators."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core.clocks import relative_day
from core.todo import Task, waiting_now
from matching.models import Formation, MatchRound, Offer
from matching.notices.queued import queued_for_offers, read_open_offers
from matching.notices.reach import unreached_by_offer
from matching.presentation.offers import list_with
from matching.queries.formations import has_groups
from notifications.presentation.queued import Queued, queued_text
from programs.models import Cycle

_NEXT_STEPS = {
    MatchRound.State.DRAFT: (
        gettext_lazy("Open the round “%(name)s”"),
        gettext_lazy("Mentees can rank once it is open."),
    ),
    MatchRound.State.OPEN: (
        gettext_lazy("Lists for “%(name)s” close"),
        gettext_lazy("Then you close the round and run the methods."),
    ),
    MatchRound.State.CLOSED: (gettext_lazy("Run the methods for “%(name)s”"), gettext_lazy("The lists are frozen.")),
    MatchRound.State.PROPOSED: (
        gettext_lazy("Compare the proposals for “%(name)s” and publish one"),
        gettext_lazy("Nobody is told anything until you publish."),
    ),
}


def coordinator_tasks_for(user: User, cycles: Iterable[Cycle], *, now: datetime) -> list[Task]:
    """Return the next step of each round that goes on, groups that were formed, and offers that wait for answers.

    Args:
        user: a coordinator, who reads it.
        cycles: of the programs that `user` coordinates, with program and institution.
        now: the instant of the page.
    """
    by_key = {cycle.pk: cycle for cycle in cycles}
    return [*_round_tasks(user, by_key, now), *_group_tasks(by_key, now), *_offer_tasks(user, by_key, now)]


def pending_offers(cycles: Iterable[Cycle]) -> QuerySet[Offer]:
    """Return the offers of the cycles that wait for an answer, with their people and round; the next to end first."""
    pending = Offer.objects.open().filter(enrollment__cycle__in=cycles)
    people = ("enrollment__mentee", "participation__mentor", "proposed_pair__proposal")
    return pending.select_related(*people).order_by("expires_at", "pk")


def _round_tasks(user: User, cycles: dict[int, Cycle], now: datetime) -> list[Task]:
    prefetch_related_objects(list(cycles.values()), "rounds")
    return [
        _next_step(user, match_round, cycle, now)
        for cycle in cycles.values()
        for match_round in cycle.rounds.all()
        if match_round.state in MatchRound.LIVE
    ]


def _next_step(user: User, match_round: MatchRound, cycle: Cycle, now: datetime) -> Task:
    title, text = _NEXT_STEPS[MatchRound.State(match_round.state)]
    if match_round.hears_mentors:
        text = gettext_lazy("Mentors have their say until you do. The round shows who hasn’t answered.")
    takes_lists = match_round.state == MatchRound.State.OPEN
    due = max(match_round.closes_at, now) if takes_lists else now
    return Task(
        due=due,
        when=relative_day(due, now, user.zone),
        late=takes_lists and match_round.closes_at < now,
        title=title % {"name": match_round.name},
        text=str(text),
        url=reverse("matching:show-round", kwargs={"pk": match_round.pk}),
        action=_("Open the round"),
        place=cycle.program.name,
    )


def _group_tasks(cycles: dict[int, Cycle], now: datetime) -> list[Task]:
    """Groups that are formed and wait to be looked at."""
    in_groups = [cycle.pk for cycle in cycles.values() if has_groups(cycle.program)]
    proposed = Formation.objects.filter(cycle__in=in_groups, state=Formation.State.PROPOSED)
    return [
        Task(
            due=now,
            when=_("now"),
            late=False,
            title=_("Look at the groups that were formed, and publish them"),
            text=_("Nobody is told anything until you publish."),
            url=reverse("matching:show-formation", kwargs={"pk": pk}),
            action=_("See the groups"),
            place=cycles[cycle].program.name,
        )
        for pk, cycle in proposed.values_list("pk", "cycle_id")
    ]


def _offer_tasks(user: User, cycles: dict[int, Cycle], now: datetime) -> list[Task]:
    ends: dict[int, list[datetime]] = defaultdict(list)
    offers = read_open_offers(cycles)
    for offer in offers:
        ends[offer.cycle].append(offer.expires_at)
    over = {cycle: cycles[cycle] for cycle, of_cycle in ends.items() if of_cycle[0] <= now}
    queued = queued_for_offers(offers, {cycle: cycles[cycle] for cycle in ends})
    waiting = [_waiting_offers(user, cycles[cycle], of_cycle, queued[cycle], now) for cycle, of_cycle in ends.items()]
    return [*(_held_offer_tasks(over, now) if over else []), *waiting]


def _waiting_offers(user: User, cycle: Cycle, ends: list[datetime], queued: list[Queued], now: datetime) -> Task:
    title = ngettext("%(n)s offer is waiting for an answer", "%(n)s offers are waiting for an answer", len(ends))
    return Task(
        due=ends[0],
        when=relative_day(ends[0], now, user.zone),
        late=False,
        title=title % {"n": len(ends)},
        text=queued_text(queued),
        url=f"{reverse('home')}?queue=offers#queue",
        action=_("See who they are"),
        place=cycle.program.name,
    )


def _held_offer_tasks(cycles: dict[int, Cycle], now: datetime) -> list[Task]:
    """Offers whose time is up while somebody was not told: silence is no answer."""
    over = list(pending_offers(cycles.values()).filter(expires_at__lte=now).select_related("enrollment"))
    unreached = unreached_by_offer(over, now=now)
    held: dict[int, list[Offer]] = defaultdict(list)
    for offer in over:
        if offer.pk in unreached:
            held[offer.enrollment.cycle_id].append(offer)
    return [_on_hold(cycles[cycle], offers, now) for cycle, offers in held.items()]


def _on_hold(cycle: Cycle, offers: list[Offer], now: datetime) -> Task:
    title = ngettext("%(n)s offer is on hold", "%(n)s offers are on hold", len(offers))
    url = list_with(offers[0])
    return waiting_now(
        now=now,
        title=title % {"n": len(offers)},
        text=_(
            "Our email didn’t reach someone in time, so silence doesn’t count. Give them more time or close the offer."
        ),
        url=f"{url}#held",
        action=_("Review them"),
        place=cycle.program.name,
    )
