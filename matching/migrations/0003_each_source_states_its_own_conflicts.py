"""What a roster, a coordinator and each of two people state of a conflict are rows apart; cases are settled per program."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0002_published_rounds_stand"),
        ("programs", "0002_published_handbooks_stand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="conflict", name="conflict_once"),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", "declared"), _negated=True),
                fields=("institution", "mentor", "mentee", "kind", "course", "source"),
                name="conflict_once_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", "declared")),
                fields=("institution", "mentor", "mentee", "kind", "course", "declared_by"),
                name="conflict_declared_once",
            ),
        ),
        migrations.CreateModel(
            name="SettledCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("settled_at", models.DateTimeField()),
                (
                    "conflict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="settled_cases",
                        to="matching.conflict",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="programs.program"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("conflict", "program"), name="case_settled_once_a_program")
                ],
            },
        ),
    ]
