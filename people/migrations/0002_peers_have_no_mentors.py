"""A program of peers has no mentors, and none becomes one, or stops to be one, once somebody takes part."""

from django.db import migrations

from core.triggers import Rule, refuse

_OF_PEERS = (
    "EXISTS (SELECT 1 FROM programs_cycle c JOIN programs_program p ON p.id = c.program_id"
    " WHERE c.id = NEW.cycle_id AND p.pairing = 'peers')"
)


def _has(table: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {table} t JOIN programs_cycle c ON c.id = t.cycle_id WHERE c.program_id = NEW.id)"
    )


_TURNS = "OLD.pairing <> NEW.pairing AND 'peers' IN (OLD.pairing, NEW.pairing)"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        refuse(
            [Rule("people_mentorparticipation", event, _OF_PEERS) for event in ("INSERT", "UPDATE")],
            "a program of peers has no mentors",
        ),
        refuse(
            [
                Rule(
                    "programs_program",
                    "UPDATE",
                    f"{_TURNS} AND ({_has('people_enrollment')} OR {_has('people_mentorparticipation')})",
                )
            ],
            "people take part in this program as it is",
        ),
    ]
