"""Which dates a form takes."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Other years are a slip of the pen, and near the ends of the calendar some zones have no date for a moment.
YEARS = range(2000, 2100)


def plausible_date(day: date) -> None:
    """Refuse a day or a moment in a year that cannot be meant.

    Raises:
        ValidationError: the year is none of `YEARS`.
    """
    if day.year not in YEARS:
        raise ValidationError(_("Check the year."))
