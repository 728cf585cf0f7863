"""Writes of a school's holidays."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from core.revisions import refuse_stale
from programs.errors import TooManyHolidays
from programs.models import Holiday, Institution
from programs.presentation.holiday_lines import holiday_lines
from programs.queries.days_off import MOST_HOLIDAYS, DaysOff, holidays_of


@transaction.atomic
def set_holidays(school: Institution, *, holidays: Iterable[DaysOff], began_from: str = "") -> None:
    """Replace the holidays of a school, each once.

    Args:
        school: which.
        holidays: as a form has validated them.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved others since the form was opened.
        TooManyHolidays: they are more than a school can have.
    """
    school = Institution.objects.select_for_update(no_key=True).get(pk=school.pk)
    wanted = _each_once(holidays)
    stored = {"days": holiday_lines(holidays_of(school))}
    refuse_stale(began_from, stored=stored, wanted={"days": holiday_lines(wanted)})
    _replace(school, wanted)


@transaction.atomic
def add_holidays(school: Institution, *, holidays: Iterable[DaysOff]) -> int:
    """Add those that a school does not have yet; returns how many.

    Raises:
        TooManyHolidays: they are more than a school can have.
    """
    school = Institution.objects.select_for_update(no_key=True).get(pk=school.pk)
    stored = holidays_of(school)
    wanted = _each_once([*stored, *holidays])
    _replace(school, wanted)
    return len(wanted) - len(stored)


def _each_once(holidays: Iterable[DaysOff]) -> list[DaysOff]:
    """In order; of two of one name that begin on one day the first."""
    by_key: dict[tuple[object, str], DaysOff] = {}
    for each in holidays:
        by_key.setdefault((each.starts_on, each.name), each)
    return sorted(by_key.values())


def _replace(school: Institution, holidays: list[DaysOff]) -> None:
    if len(holidays) > MOST_HOLIDAYS:
        raise TooManyHolidays(_("Keep it to %(n)s days or fewer. Remove some that are over.") % {"n": MOST_HOLIDAYS})
    school.holidays.all().delete()
    Holiday.objects.bulk_create(
        Holiday(institution=school, name=each.name, starts_on=each.starts_on, ends_on=each.ends_on) for each in holidays
    )
