"""Conflicts that were settled for the whole school become cases settled in the programs in which the two are together.

A declaration that an import gave dates to is parted: the roster states the dates, the declaration holds without them.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q


def part(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    conflicts = apps.get_model("matching", "Conflict").objects.all()
    dated = Q(starts_on__isnull=False) | Q(ends_on__isnull=False)
    for declared in conflicts.filter(dated, source="declared"):
        conflicts.create(
            institution_id=declared.institution_id,
            mentor_id=declared.mentor_id,
            mentee_id=declared.mentee_id,
            kind=declared.kind,
            course=declared.course,
            source="roster",
            starts_on=declared.starts_on,
            ends_on=declared.ends_on,
            settled_at=declared.settled_at,
            settled_by_id=declared.settled_by_id,
        )
    conflicts.filter(dated, source="declared").update(starts_on=None, ends_on=None)
    for conflict in conflicts.filter(settled_at__isnull=False):
        for program in _together(apps, conflict):
            conflict.settled_cases.create(
                program_id=program, settled_at=conflict.settled_at, settled_by_id=conflict.settled_by_id
            )
    if editor.connection.vendor == "postgresql":  # whose tables cannot be altered while checks of their rows wait
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _together(apps: StateApps, conflict: Any) -> set[int]:
    """The programs in which the two are a pair or have an open offer."""
    pairs = apps.get_model("matching", "Mentorship").objects.filter(
        cycle__program__institution=conflict.institution_id,
        mentee=conflict.mentee_id,
        mentor=conflict.mentor_id,
        state__in=("active", "paused"),
    )
    offers = apps.get_model("matching", "Offer").objects.filter(
        enrollment__cycle__program__institution=conflict.institution_id,
        enrollment__mentee=conflict.mentee_id,
        participation__mentor=conflict.mentor_id,
        state="pending",
    )
    return {
        *pairs.values_list("cycle__program_id", flat=True),
        *offers.values_list("enrollment__cycle__program_id", flat=True),
    }


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_each_source_states_its_own_conflicts")]

    operations = [
        migrations.RunPython(part, migrations.RunPython.noop),
        migrations.RemoveField(model_name="conflict", name="settled_at"),
        migrations.RemoveField(model_name="conflict", name="settled_by"),
    ]
