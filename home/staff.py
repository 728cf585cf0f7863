"""What administrators and safeguarding officers see at home."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q

from accounts.models import User
from core.decryption_check import last_count
from home.roles import ActiveRole
from home.todo import admin_tasks
from programs.models import Appointment, Cycle
from programs.policies import can_create_programs
from programs.todo import with_current_versions


def admin_context(user: User, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    """Return the programs, each with its coordinators, handbook versions and cycles, and what they still need."""
    programs = with_current_versions(active_role.programs).annotate(
        team=Count("appointments", filter=Q(appointments__in=Appointment.objects.of_coordinators()))
    )
    cycles = Prefetch("cycles", queryset=Cycle.objects.order_by("-planning_from"), to_attr="newest_cycles")
    rows = list(programs.prefetch_related(cycles))
    return {
        "programs": rows,
        "school": active_role.school,
        "founds": can_create_programs(user, active_role.school),
        "tasks": admin_tasks(active_role.place, rows, now=now),
        "undecryptable_texts": last_count(),
    }


def safeguarding_context(active_role: ActiveRole) -> dict[str, Any]:
    """Return the programs for which the officer is the contact, with their coordinators."""
    coordinators = Appointment.objects.of_coordinators().select_related("user")
    programs = active_role.programs.open()
    return {
        "programs": programs.prefetch_related(Prefetch("appointments", queryset=coordinators, to_attr="team")),
    }
