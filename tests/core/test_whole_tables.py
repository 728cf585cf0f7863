"""Migrations create tables whole: each constraint and index that comes later costs every first start time."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from core.whole_tables import fold

OURS = [
    config.label for config in apps.get_app_configs() if settings.BASE_DIR in (settings.BASE_DIR / config.path).parents
]
CONSTRAINT = models.CheckConstraint(condition=models.Q(size__gt=0), name="somebody")


def _table(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name, [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField())]
    )


def test_what_stands_after_a_creation_goes_into_it() -> None:
    between = _table("Team")
    [pair, team] = fold([_table("Pair"), between, migrations.AddConstraint("pair", CONSTRAINT)], "an_app")
    assert team is between
    assert pair.options == {"constraints": [CONSTRAINT]}  # type: ignore[attr-defined]


@pytest.mark.parametrize("before", [[], [migrations.AddField("pair", "team", models.IntegerField(null=True))]])
def test_what_may_need_a_column_of_later_stays(before: list[migrations.AddField]) -> None:
    operations = [_table("Pair") if before else _table("Team"), *before, migrations.AddConstraint("pair", CONSTRAINT)]
    assert fold(operations, "an_app") == operations


def test_all_of_ours_are_written_so() -> None:
    written = MigrationLoader(None).disk_migrations
    ours = {key: list(migration.operations) for key, migration in written.items() if key[0] in OURS}
    assert len(ours) > 10
    assert [key for key, operations in ours.items() if fold(operations, key[0]) != operations] == []
