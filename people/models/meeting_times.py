"""When people can usually meet: days of the week and parts of the day, on the clock of each person's own time zone."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


# The hour at which each part begins, and the hour at which it ends.
HOURS: dict[PartOfDay, tuple[int, int]] = {
    PartOfDay.MORNING: (8, 12),
    PartOfDay.AFTERNOON: (12, 17),
    PartOfDay.EVENING: (17, 21),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Every part of the week by its code, such as tue-evening, in the order of the week.
MEETING_TIMES = tuple(f"{day}-{part.value}" for day in DAYS for part in PartOfDay)


def day_and_part(code: str) -> tuple[int, PartOfDay]:
    """The day of the week, 0 being Monday, and the part of the day behind a code."""
    day, _dash, part = code.partition("-")
    return DAYS.index(day), PartOfDay(part)


def in_order(codes: Iterable[str]) -> list[str]:
    """The codes each once, in the order of the week: how they are stored."""
    return sorted(set(codes), key=MEETING_TIMES.index)


def validate_meeting_times(value: object) -> None:
    """Refuse what is no list of known codes.

    Raises:
        ValidationError: it is not.
    """
    if not isinstance(value, list) or not set(MEETING_TIMES).issuperset(value):
        raise ValidationError(_("Choose from the parts of the week that are offered."))
