"""When the people of the demo school can usually meet. Each is drawn apart, so that nothing else is drawn otherwise."""

from random import Random

from people.models.meeting_times import DAYS, PartOfDay, in_order

# How many of a hundred can at that time: from Monday to Friday, and on Saturday and Sunday.
_WEEKDAY = {PartOfDay.MORNING: 25, PartOfDay.AFTERNOON: 45, PartOfDay.EVENING: 65}
_WEEKEND = {PartOfDay.MORNING: 20, PartOfDay.AFTERNOON: 15, PartOfDay.EVENING: 5}
_SILENT = 8


def usual_times(slug: str) -> list[str]:
    """Return the parts of the week of whoever has this slug; a few have not said."""
    random = Random(f"usual times of {slug}")
    if random.randrange(100) < _SILENT:
        return []
    return in_order(
        f"{day}-{part.value}"
        for at, day in enumerate(DAYS)
        for part, chance in (_WEEKDAY if at < 5 else _WEEKEND).items()
        if random.randrange(100) < chance
    )
