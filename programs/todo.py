"""What waits for people about programs and handbooks, and the shapes in which the apps above say the same of theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Role, User
from core.clocks import relative_day
from core.deadlines import deadline_text
from core.todo import Task
from notifications.presentation.queued import Queued, queued_text
from programs.models import Cycle, CycleState, HandbookVersion, Program
from programs.notices.queued import queued_for_handbooks
from programs.queries.handbooks import unread_handbooks
from programs.services.phases import begins_next, is_overdue
from programs.services.programs import missing_before_opening

_READING_DAYS = timedelta(days=14)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One line of “Where you stand”.

    Attributes:
        cycle: the year of which it tells.
        role: mentee or mentor.
        title: the state.
        text: what happens next, and when; may be empty.
        url: the page that tells more; may be empty.
        action: the words of the link to it.
        settled: whether it is about people whom the home of that role shows anyway.
    """

    cycle: Cycle
    role: Role
    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    settled: bool = False


def cycle_task(user: User, cycle: Cycle, *, due: datetime, now: datetime, **words: str) -> Task:
    """Return a task of `user` in a cycle, due by a day on the reader's calendar.

    Args:
        user: the reader.
        cycle: with its program.
        due: the instant after which it is late.
        now: the instant of the page.
        words: title, text, url and action of the task, and `until` where an instant ends it.
    """
    when = relative_day(due, now, user.zone)
    return Task(due=due, when=when, late=due < now, place=cycle.program.name, **words)


def deadline_task(user: User, cycle: Cycle, *, due: datetime, now: datetime, **words: str) -> Task:
    """Return a `cycle_task` that an instant ends, told as pages and mails tell it; the cycle has its institution."""
    until = deadline_text(due, zone=cycle.program.institution.zone, reader=user.zone)
    return cycle_task(user, cycle, due=due, now=now, until=until, **words)


def by_clock(moment: datetime, cycle: Cycle, user: User, now: datetime) -> str:
    """Return a deadline of the cycle as `user` reads it."""
    return deadline_text(moment, zone=cycle.program.institution.zone, reader=user.zone, now=now)


def tasks_for(user: User, cycles: Iterable[Cycle], *, now: datetime) -> list[Task]:
    """Return the handbooks in force that `user` has not acknowledged.

    Args:
        user: the reader.
        cycles: those in which `user` takes part, with their programs.
        now: the instant of the page.
    """
    going_on = {cycle.program_id: cycle for cycle in cycles if cycle.state != CycleState.CLOSED}
    return [
        cycle_task(
            user,
            going_on[unread.version.program_id],
            due=(unread.version.published_at or now) + _READING_DAYS,
            now=now,
            title=_("Read what changed in the handbook") if unread.changed else _("Read and acknowledge the handbook"),
            text=unread.version.change_note
            if unread.changed
            else _("It says what both sides can expect. You can stop and come back anytime."),
            url=reverse("programs:show-handbook", kwargs={"slug": unread.version.program.slug}),
            action=_("Read the change") if unread.changed else _("Read the handbook"),
        )
        for unread in unread_handbooks(user, going_on)
    ]


def coordinator_tasks_for(cycles: Iterable[Cycle], *, now: datetime, known: Mapping[int, int]) -> list[Task]:
    """Return the next phase that the calendar has reached, and how many have not acknowledged the handbook, for the
    coordinators of the cycles' programs.

    `known`: cycle → that number.
    """
    cycles = list(cycles)
    queued = queued_for_handbooks([cycle for cycle in cycles if known[cycle.pk]])
    found = []
    for cycle in cycles:
        found += _next_phase(cycle, now)
        if waiting := known[cycle.pk]:
            found.append(_unacknowledged(cycle, waiting, queued[cycle.pk], now))
    return found


_WHEN_DUE = {
    CycleState.ENROLLING: (
        gettext_lazy("Open enrollment for %(cycle)s"),
        gettext_lazy("It was planned for today or earlier. Everyone who’s been added is invited when you open it."),
    ),
    CycleState.CLOSED: (
        gettext_lazy("Close %(cycle)s"),
        gettext_lazy("Its last day is over. Closing completes the pairs and can’t be undone."),
    ),
}
_ASKED = (
    gettext_lazy("Decide whether %(cycle)s moves on to “%(phase)s”"),
    gettext_lazy("Its date has come, but something is still open. You’ll see what."),
)


def _next_phase(cycle: Cycle, now: datetime) -> list[Task]:
    """Steps that stay with the coordinator, and those that the calendar alone did not take for a day."""
    begins = begins_next(cycle)
    if begins is None or not is_overdue(cycle, now=now):
        return []
    phase, day = begins
    if phase not in _WHEN_DUE and cycle.local_day(now) == day:
        return []
    title, text = _WHEN_DUE.get(phase, _ASKED)
    due = datetime.combine(day, time.min, cycle.program.institution.zone)
    return [
        Task(
            due=due,
            when=relative_day(due, now, cycle.program.institution.zone),
            late=cycle.local_day(now) > day + _WEEK,
            title=title % {"cycle": cycle.name, "phase": phase.label},
            text=str(text),
            url=reverse("programs:edit-cycle", kwargs={"pk": cycle.pk}),
            action=_("Open the year"),
            place=cycle.program.name,
        )
    ]


def _unacknowledged(cycle: Cycle, number: int, queued: list[Queued], now: datetime) -> Task:
    title = ngettext(
        "%(n)s person hasn’t acknowledged the handbook", "%(n)s people haven’t acknowledged the handbook", number
    )
    return Task(
        due=now + _WEEK,
        when=_("this week"),
        late=False,
        title=title % {"n": number},
        text=queued_text(queued),
        url=f"{reverse('home')}?queue=handbook#queue",
        action=_("See who they are"),
        place=cycle.program.name,
    )


def with_current_versions(programs: QuerySet[Program]) -> QuerySet[Program]:
    """Prefetch the handbook's draft and the version in force as `current_versions`, by their numbers."""
    state = HandbookVersion.State
    versions = HandbookVersion.objects.filter(state__in=(state.DRAFT, state.PUBLISHED)).order_by("number")
    return programs.prefetch_related(Prefetch("handbook_versions", queryset=versions, to_attr="current_versions"))


def admin_tasks_for(programs: Iterable[Program], *, now: datetime) -> list[Task]:
    """Return what each program still needs, and the drafts that wait to be published, for their administrators.

    Args:
        programs: read by `with_current_versions`.
        now: the instant of the page.
    """
    found = []
    for program in programs:
        if program.status == Program.Status.DRAFT:
            found.append(_to_set_up(program, now))
        versions: list[HandbookVersion] = program.current_versions  # type: ignore[attr-defined]
        if any(version.state == HandbookVersion.State.DRAFT for version in versions):
            found.append(_to_publish(program, now))
    return found


def _to_set_up(program: Program, now: datetime) -> Task:
    return Task(
        due=now,
        when=_("before it can open"),
        late=False,
        title=_("Set up %(program)s") % {"program": program.name},
        text=" ".join(missing_before_opening(program)) or _("Everything is in place. It can open now."),
        url=reverse("programs:edit-program", kwargs={"slug": program.slug}),
        action=_("Open the settings"),
    )


def _to_publish(program: Program, now: datetime) -> Task:
    return Task(
        due=now,
        when=_("when it is finished"),
        late=False,
        title=_("Finish the handbook draft of %(program)s") % {"program": program.name},
        text=_("Readers see the current version until you publish."),
        url=reverse("programs:edit-handbook", kwargs={"slug": program.slug}),
        action=_("Open the draft"),
    )
