"""The work queue of a coordinator: what waits, the queues behind it, and the week in sentences."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core.clocks import relative_day
from core.paging import page_of
from core.search import narrowed
from home.mail import not_reached_tasks
from home.roles import ActiveRole
from matching.models import MatchRound, Offer
from matching.notices.queued import queued_for_offers
from matching.notices.reach import unreached_by_offer
from matching.queries.eligibility import unpaired_mentees
from notifications.presentation.queued import queued_text
from pairs.models import Mentorship
from pairs.selectors.conflicts import open_cases
from people.selectors.mail import not_reached_in
from programs.models import Cycle, Program
from programs.queued import queued_for_handbook
from programs.selectors.handbooks import members_without_acknowledgement
from programs.selectors.programs import current_cycle
from sessions.models import MentoringSession, counts_as_held
from sessions.queries.leaves import leaves_of_cycle, sessions_during
from sessions.queries.pairs import quiet_pairs
from sessions.todo import Task

_LOG_DAYS = timedelta(days=2)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of cases.

    Attributes:
        key: stands in the address.
        label: the tab's word.
        rows: the cases, most urgent first.
    """

    key: str
    label: Any
    rows: "QuerySet[Any]"

    @property
    def template(self) -> str:
        """The head and the rows of its table."""
        return f"home/queues/{self.key}.html"


def coordinator_context(request: HttpRequest, user: User, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a coordinator."""
    program = cast(Program, active_role.program)  # every coordinator is appointed to a program
    cycle = current_cycle(program)
    if cycle is None:
        return {"program": program, "tasks": []}
    queues = _queues(cycle, now)
    counts = {queue.key: queue.rows.count() for queue in queues}
    chosen = next((queue for queue in queues if queue.key == request.GET.get("queue")), queues[0])
    words = request.GET.get("q", "")
    known = None if words else counts[chosen.key]
    page = page_of(request, _found(chosen, words), number=known)
    return {
        "program": program,
        "cycle": cycle,
        "tasks": _tasks(user, program, cycle, counts["handbook"], counts["unreached"], now),
        "queues": [(queue, counts[queue.key]) for queue in queues],
        "queue": chosen,
        "page": page,
        "q": words,
        "week": _week(cycle, now),
    }


def coordinator_tasks(user: User, program: Program, now: datetime) -> list[Task]:
    """Return what waits for a coordinator of `program`, on the home of another role."""
    cycle = current_cycle(program)
    if cycle is None:
        return []
    unsigned, unreached = members_without_acknowledgement(cycle).count(), not_reached_in(program).count()
    return _tasks(user, program, cycle, unsigned, unreached, now)


def _tasks(user: User, program: Program, cycle: Cycle, unsigned: int, unreached: int, now: datetime) -> list[Task]:
    tasks = [*_case_tasks(user, program, cycle, now), *_round_tasks(user, cycle, now), *_offer_tasks(user, cycle, now)]
    tasks += not_reached_tasks(program, unreached, now) + _handbook_tasks(cycle, unsigned, now)
    return [replace(task, place=program.name) for task in tasks]


def _queues(cycle: Cycle, now: datetime) -> list[Queue]:
    pending = Offer.objects.filter(enrollment__cycle=cycle, state=Offer.State.PENDING)
    unlogged = MentoringSession.objects.filter(
        cycle=cycle, state=MentoringSession.State.SCHEDULED, starts_at__lt=now - _LOG_DAYS
    )
    return [
        Queue("quiet", gettext_lazy("At-risk pairs"), quiet_pairs(cycle, now=now)),
        Queue("unmatched", gettext_lazy("Without a mentor"), unpaired_mentees(cycle).select_related("mentee")),
        Queue(
            "offers",
            gettext_lazy("Offers waiting for answers"),
            pending.select_related("enrollment__mentee", "participation__mentor", "pair__proposal").order_by(
                "expires_at", "pk"
            ),
        ),
        Queue("unreached", gettext_lazy("Not reached by email"), not_reached_in(cycle.program)),
        Queue("handbook", gettext_lazy("Handbook not acknowledged"), members_without_acknowledgement(cycle)),
        Queue(
            "logs",
            gettext_lazy("Missing logs"),
            unlogged.select_related("mentorship__mentee", "mentorship__mentor", "organiser").order_by("starts_at"),
        ),
        Queue("leave", gettext_lazy("Sessions during leave"), sessions_during(leaves_of_cycle(cycle), now)),
    ]


_PEOPLE = {
    "quiet": ("mentee", "mentor"),
    "unmatched": ("mentee",),
    "offers": ("enrollment__mentee", "participation__mentor"),
    "unreached": ("",),
    "handbook": ("",),
    "logs": ("organiser", "mentorship__mentee"),
    "leave": ("mentorship__mentor", "mentorship__mentee", "organiser"),
}


def _found(queue: Queue, words: str) -> "QuerySet[Any]":
    """The rows of a queue that `words` find by the names of their people."""
    prefixes = [f"{person}__" if person else "" for person in _PEOPLE[queue.key]]
    names = [prefix + name for prefix in prefixes for name in ("given_name", "family_name")]
    return narrowed(queue.rows, words, *names)


def _offer_tasks(user: User, cycle: Cycle, now: datetime) -> list[Task]:
    pending = Offer.objects.filter(enrollment__cycle=cycle, state=Offer.State.PENDING).order_by("expires_at")
    ends = list(pending.values_list("expires_at", flat=True))
    if not ends:
        return []
    title = ngettext("%(n)s offer is waiting for an answer", "%(n)s offers are waiting for an answer", len(ends))
    return [
        *_held_offer_tasks(cycle, now),
        Task(
            ends[0],
            relative_day(ends[0], now, user.zone),
            False,
            title % {"n": len(ends)},
            queued_text(queued_for_offers(cycle)),
            f"{reverse('home')}?queue=offers#queue",
            _("See who they are"),
        ),
    ]


def _held_offer_tasks(cycle: Cycle, now: datetime) -> list[Task]:
    """Offers whose time is up while somebody was not told: silence is no answer."""
    over = Offer.objects.filter(enrollment__cycle=cycle, state=Offer.State.PENDING, expires_at__lte=now)
    people = over.select_related("enrollment__mentee", "participation__mentor", "pair__proposal").order_by("expires_at")
    offers = list(people)
    unreached = unreached_by_offer(offers, now=now)
    held = [offer for offer in offers if offer.pk in unreached]
    if not held:
        return []
    title = ngettext("%(n)s offer is on hold", "%(n)s offers are on hold", len(held))
    url = reverse("matching:list-offers", kwargs={"pk": held[0].pair.proposal.round_id})
    text = _(
        "Our email didn’t reach someone in time, so silence doesn’t count. Give them more time or close the offer."
    )
    return [Task(now, _("now"), True, title % {"n": len(held)}, text, f"{url}#held", _("Review them"))]


def _handbook_tasks(cycle: Cycle, unsigned: int, now: datetime) -> list[Task]:
    if not unsigned:
        return []
    title = ngettext(
        "%(n)s person hasn’t acknowledged the handbook", "%(n)s people haven’t acknowledged the handbook", unsigned
    )
    return [
        Task(
            now + _WEEK,
            _("this week"),
            False,
            title % {"n": unsigned},
            queued_text(queued_for_handbook(cycle)),
            f"{reverse('home')}?queue=handbook#queue",
            _("See who they are"),
        )
    ]


def _case_tasks(user: User, program: Program, cycle: Cycle, now: datetime) -> list[Task]:
    cases = open_cases(program, day=cycle.local_day(now))
    if not cases:
        return []
    pairs = len({(case.conflict.mentee_id, case.conflict.mentor_id) for case in cases})
    title = ngettext("%(n)s pair with a conflict needs review", "%(n)s pairs with a conflict need review", pairs)
    return [
        Task(
            now,
            _("now"),
            True,
            title % {"n": pairs},
            _("Nothing changes until you decide."),
            reverse("pairs:list-conflicts", kwargs={"slug": program.slug}),
            _("Review it"),
        )
    ]


_ROUND_STEPS = {
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


def _round_tasks(user: User, cycle: Cycle, now: datetime) -> list[Task]:
    tasks = []
    for match_round in MatchRound.objects.filter(cycle=cycle, state__in=MatchRound.LIVE):
        title, text = _ROUND_STEPS[MatchRound.State(match_round.state)]
        due = max(match_round.closes_at, now) if match_round.state == MatchRound.State.OPEN else now
        tasks.append(
            Task(
                due,
                relative_day(due, now, user.zone),
                match_round.state == MatchRound.State.OPEN and match_round.closes_at < now,
                title % {"name": match_round.name},
                str(text),
                reverse("matching:show-round", kwargs={"pk": match_round.pk}),
                _("Open the round"),
            )
        )
    return tasks


def _week(cycle: Cycle, now: datetime) -> dict[str, int]:
    """The figures of the sentences about this week."""
    held = Q(counts_as_held(), starts_at__gt=now - _WEEK)
    booked = Q(state=MentoringSession.State.SCHEDULED, starts_at__gt=now, starts_at__lt=now + _WEEK)
    sessions = MentoringSession.objects.filter(cycle=cycle)
    pairs = Mentorship.objects.filter(cycle=cycle)
    return sessions.aggregate(held=Count("pk", filter=held), booked=Count("pk", filter=booked)) | pairs.aggregate(
        active=Count("pk", filter=Q(state=Mentorship.State.ACTIVE)),
        paused=Count("pk", filter=Q(state=Mentorship.State.PAUSED)),
        ended=Count("pk", filter=Q(ended_on__gt=cycle.local_day(now - 4 * _WEEK))),
    )
