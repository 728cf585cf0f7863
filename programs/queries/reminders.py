"""What a program says about its reminders."""

from programs.models import Program, ReminderKind


def reminder_kinds(program: Program) -> list[ReminderKind]:
    """Return the kinds that have a meaning in a program, in their order."""
    lists, answers = ReminderKind.LISTS, ReminderKind.ANSWERS
    required = program.readiness_rule == Program.ReadinessRule.REQUIRED
    idle = {
        ReminderKind.TRAINING: not (program.has_rounds and required),
        lists: not program.has_rounds,
        answers: not (program.has_rounds or program.is_rolling),
        ReminderKind.AGREEMENT: not program.has_agreements,
        ReminderKind.CHECK_INS: program.meets_in_groups_alone,
        ReminderKind.NUDGES: program.meets_in_groups_alone or program.is_informal,
    }
    return [kind for kind in ReminderKind if not idle.get(kind, False)]


def reminders_of(program: Program) -> dict[str, list[int]]:
    """Return the days of each of these kinds, as the fields of their form."""
    return {kind.value: program.reminder_days(kind) for kind in reminder_kinds(program)}
