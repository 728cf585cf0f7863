"""Rounds have secrets: names for their files, pairs left out without a named cause, and demand that moves in steps.

Rounds that are frozen already keep the plain names in their files. SQLite writes a table anew when a column is added
and drops its triggers with the old one, so they are taken off before and set again.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import matching.models.rounds

_standing = import_module("matching.migrations.0002_published_rounds_stand")


def draw(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    rounds = apps.get_model("matching", "MatchRound").objects.filter(state__in=("draft", "open"))
    for round_ in rounds:
        round_.names_secret = matching.models.rounds.new_secret()
        round_.save(update_fields=["names_secret"])


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_leaves_have_days")]

    operations = [
        migrations.RunPython(_standing.release, _standing.guard),
        migrations.AddField(
            "matchround",
            "names_secret",
            models.CharField(
                default="", editable=False, help_text="Makes the names in the files; never shown.", max_length=64
            ),
        ),
        migrations.AlterField(
            "matchround",
            "names_secret",
            models.CharField(
                default=matching.models.rounds.new_secret,
                editable=False,
                help_text="Makes the names in the files; never shown.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            "matchround",
            "demand",
            models.JSONField(
                blank=True, default=dict, editable=False, help_text="Demand as it was counted last: see services.demand."
            ),
        ),
        migrations.AddField(
            "roundsnapshot",
            "undisclosed",
            models.BinaryField(
                blank=True,
                default=bytes,
                help_text="zlib-compressed JSON: pairs of users that are left out without a cause that anybody is told.",
            ),
        ),
        migrations.AddField(
            "preferencelist",
            "counted",
            models.BooleanField(default=False, editable=False, help_text="It stands in the round’s demand."),
        ),
        migrations.AddField(
            "preferencelist",
            "changed",
            models.BooleanField(default=True, editable=False, help_text="Since demand was counted last."),
        ),
        migrations.RunPython(_standing.guard, _standing.release),
        migrations.RunPython(draw, migrations.RunPython.noop),
    ]
