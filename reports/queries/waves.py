"""Which waves are released and which wait, and how many have answered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from programs.models import Cycle
from reports.models import OutcomeRelease
from surveys.models import Phase, Wave
from surveys.queries.answers import ResponseRate, response_rates

# Answers before the year are shown as the change since then; those for pairing are for pairing.
_NOT_ALONE = (Phase.BASELINE, Phase.MATCHING)


def waves_to_release(cycles: Iterable[Cycle], *, now: datetime) -> Sequence[Wave]:
    """Return the closed waves of years that were not released, the earliest first. One query."""
    waves = Wave.objects.filter(cycle__in=[cycle.pk for cycle in cycles], closes_at__lte=now, release=None)
    waves = waves.exclude(version__survey__phase__in=_NOT_ALONE)
    return list(waves.select_related("version__survey", "cycle__program__institution").order_by("opens_at", "pk"))


def releases_of(*cycles: Cycle) -> list[OutcomeRelease]:
    """Return what was released of years, with wave, survey and institution, the earliest first. One query."""
    keys = [cycle.pk for cycle in cycles]
    rows = OutcomeRelease.objects.filter(wave__cycle__in=keys).order_by("wave__opens_at", "wave")
    return list(rows.select_related("wave__version__survey", "wave__cycle__program__institution"))


def releases_over_programs(cycles: Iterable[Cycle]) -> list[OutcomeRelease]:
    """Return what was released at the ends of years, by program; nothing where these are of one alone. One query."""
    rows = OutcomeRelease.objects.filter(wave__cycle__in=[cycle.pk for cycle in cycles])
    rows = rows.filter(wave__version__survey__phase=Phase.END).defer("wave__version__content")
    rows = rows.select_related("wave__version__survey", "wave__cycle__program")
    found = list(rows.order_by("wave__cycle__program__name", "wave__opens_at", "wave"))
    return found if len({release.wave.cycle.program_id for release in found}) > 1 else []


def baseline_of(wave: Wave) -> Wave | None:
    """Return the wave before the year of which no changes were counted yet, where `wave` ends the year; else None."""
    survey = wave.version.survey
    if survey.phase != Phase.END:
        return None
    taken = OutcomeRelease.objects.filter(wave__cycle=wave.cycle_id, baseline__isnull=False).values("baseline")
    waves = Wave.objects.filter(cycle=wave.cycle_id, closes_at__lte=wave.opens_at, version__survey__asked=survey.asked)
    waves = waves.filter(version__survey__phase=Phase.BASELINE).exclude(pk__in=taken)
    return waves.select_related("version__survey").order_by("-opens_at").first()


def open_rates(cycle: Cycle, *, now: datetime) -> list[tuple[Wave, ResponseRate, bool]]:
    """Return the waves of a year that are not released: how many have answered, and whether more can. Two queries."""
    waves = list(Wave.objects.filter(cycle=cycle, release=None).select_related("version__survey").order_by("opens_at"))
    rates = response_rates(waves) if waves else {}
    return [(wave, rates[wave.pk], wave.closes_at > now) for wave in waves if rates[wave.pk].asked]
