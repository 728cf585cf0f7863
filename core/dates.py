"""Which dates a form takes, and those that come in an address."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Other years are a slip of the pen, and near the ends of the calendar some zones have no date for a moment.
YEARS = range(2000, 2100)
_INSTANT = "%Y%m%dT%H%MZ"
_LONGEST = 20


def plausible_date(day: date) -> None:
    """Refuse a day or a moment in a year that cannot be meant.

    Raises:
        ValidationError: the year is none of `YEARS`.
    """
    if day.year not in YEARS:
        raise ValidationError(_("Check the year."))


def read_day(text: str | None) -> date | None:
    """Return the day that an address writes as 2027-03-18; None for anything else."""
    moment = _read(text, "%Y-%m-%d")
    return moment.date() if moment else None


def read_instant(text: str | None) -> datetime | None:
    """Return the instant that `instant_text` has written into an address; None for anything else."""
    moment = _read(text, _INSTANT)
    return moment.replace(tzinfo=UTC) if moment else None


def instant_text(moment: datetime) -> str:
    """Return how an address writes an instant: 20270318T1200Z."""
    return moment.astimezone(UTC).strftime(_INSTANT)


def _read(text: str | None, pattern: str) -> datetime | None:
    if not text or len(text) > _LONGEST:
        return None
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007
    except ValueError:
        return None
    return moment if moment.year in YEARS else None
