"""What administrators and safeguarding officers see at home."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.closed_texts import last_count
from home.mail import school_mail_tasks
from home.roles import ActiveRole
from programs.models import Appointment, Cycle, HandbookVersion, Institution, Program
from programs.services.programs import missing_before_opening
from sessions.todo import Task


def _programs_of(active_role: ActiveRole) -> QuerySet[Program]:
    if isinstance(active_role.place, Institution):
        return active_role.place.programs.all()
    return Program.objects.filter(pk=active_role.place.pk)


def admin_context(request: HttpRequest, user: User, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    """Return the programs, each with its coordinators, handbook versions and cycles, and what they still need."""
    programs = _with_versions(_programs_of(active_role)).annotate(
        team=Count("appointments", filter=Q(appointments__role="coordinator"))
    )
    cycles = Prefetch("cycles", queryset=Cycle.objects.order_by("-planning_from"), to_attr="newest_cycles")
    rows = list(programs.prefetch_related(cycles))
    return {
        "programs": rows,
        "tasks": _mail_tasks(active_role, now) + _tasks_of(rows, now),
        "closed_texts": last_count(),
    }


def admin_tasks(active_role: ActiveRole, now: datetime) -> list[Task]:
    """Return what each program still needs, and the drafts that wait to be published, on another role's home."""
    return _mail_tasks(active_role, now) + _tasks_of(_with_versions(_programs_of(active_role)), now)


def _mail_tasks(active_role: ActiveRole, now: datetime) -> list[Task]:
    return school_mail_tasks(now) if isinstance(active_role.place, Institution) else []


def _tasks_of(programs: Iterable[Program], now: datetime) -> list[Task]:
    return [task for program in programs for task in _tasks(program, program.current_versions, now)]  # type: ignore[attr-defined]


def _with_versions(programs: QuerySet[Program]) -> QuerySet[Program]:
    state = HandbookVersion.State
    versions = HandbookVersion.objects.filter(state__in=(state.DRAFT, state.PUBLISHED)).order_by("number")
    return programs.prefetch_related(Prefetch("handbook_versions", queryset=versions, to_attr="current_versions"))


def _tasks(program: Program, versions: list[HandbookVersion], now: datetime) -> list[Task]:
    tasks = []
    slug = {"slug": program.slug}
    if program.status == Program.Status.DRAFT:
        tasks.append(
            Task(
                now,
                _("before it can open"),
                False,
                _("Set up %(program)s") % {"program": program.name},
                " ".join(missing_before_opening(program)) or _("Everything is in place. It can open now."),
                reverse("programs:edit-program", kwargs=slug),
                _("Open the settings"),
            )
        )
    if any(version.state == HandbookVersion.State.DRAFT for version in versions):
        tasks.append(
            Task(
                now,
                _("when it is finished"),
                False,
                _("Finish the handbook draft of %(program)s") % {"program": program.name},
                _("Readers see the current version until you publish."),
                reverse("programs:edit-handbook", kwargs=slug),
                _("Open the draft"),
            )
        )
    return tasks


def safeguarding_context(request: HttpRequest, user: User, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    """Return the programs for which the officer is the contact, with their coordinators."""
    coordinators = Appointment.objects.filter(role="coordinator").select_related("user")
    programs = _programs_of(active_role).filter(status=Program.Status.OPEN)
    return {
        "programs": programs.prefetch_related(Prefetch("appointments", queryset=coordinators, to_attr="team")),
    }
