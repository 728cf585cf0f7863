"""python -m tests.bench.reports RESPONSES: a year whose survey so many have answered, its report, and a long PDF."""

import io
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

_ITEMS, _REQUESTS, _PAGES, _CHUNK = 30, 20, 40, 2_000


def main() -> None:
    """Load the year; measure counting it, the page, and the PDF."""
    responses = int(sys.argv[1])
    django.setup()
    settings.ROOT_URLCONF = "tests.bench.urls"
    from mentorship.management.commands.prepare import collect_static_files

    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    from reports.services.editions import count_year, figures_of
    from reports.services.outcomes import release_outcomes
    from tests.bench.lists import load_year

    coordinator, now = load_year(responses), timezone.now()
    wave = _load(now)
    sys.stdout.write(f"{responses:,} responses of {_ITEMS} items on {connection.vendor}\n")
    _line("release the answers", lambda: release_outcomes(wave, now=now))
    _line("count the figures", lambda: figures_of(wave.cycle, now=now))
    count_year(wave.cycle, now=now)
    _page(wave.cycle, coordinator)
    _long_pdf(wave.cycle)


def _line(name: str, work: Callable[[], object]) -> None:
    began, busy = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"  {name:24} {wall * 1000:9,.0f} ms, {cpu * 1000:9,.0f} ms of processor, peak {peak:,} MB\n")


def _page(cycle: Any, coordinator: Any) -> None:
    from tests.bench.pages import measure

    client = Client(SERVER_NAME="localhost", headers={"accept-encoding": "br"})
    client.force_login(coordinator)
    figure = measure(client, reverse("reports:show-report", kwargs={"slug": cycle.program.slug}), _REQUESTS)
    words = f"{figure.cpu:9,.0f} ms of processor, {figure.queries} queries, {figure.size:,} bytes"
    sys.stdout.write(f"  {'page':24} {figure.milliseconds:9,.0f} ms, {words}\n")


def _long_pdf(cycle: Any) -> None:
    """The report with its sections again and again, until it has as many pages."""
    from pypdf import PdfReader

    from reports.presentation.document import report_document
    from reports.presentation.report_pdf import report_pdf
    from reports.queries.editions import edition_with_years

    known = edition_with_years(cycle)
    if known is None:
        raise LookupError(cycle)
    document = report_document(*known)
    once = len(PdfReader(io.BytesIO(report_pdf(document))).pages)
    # Its first pages and its appendix stay what they are.
    longer = replace(document, sections=list(document.sections) * -(-_PAGES // max(1, once - 2)))
    began = time.process_time(), time.perf_counter()
    content = report_pdf(longer)
    cpu, wall = time.process_time() - began[0], time.perf_counter() - began[1]
    pages = len(PdfReader(io.BytesIO(content)).pages)
    sys.stdout.write(f"  typeset {pages} pages {wall * 1000:17,.0f} ms, {cpu * 1000:9,.0f} ms of processor\n")


def _load(now: datetime) -> Any:
    """A survey that closed yesterday and that every mentee of the year has answered."""
    from surveys.models import AskedPerson, SurveyResponse
    from surveys.models.waves import written_answers

    wave, content = _wave(now)
    random, people = Random(1), list(wave.cycle.enrollments.order_by("pk").values_list("mentee", flat=True))
    for start in range(0, len(people), _CHUNK):
        chunk = people[start : start + _CHUNK]
        asked = [AskedPerson(wave=wave, person_id=key, role="mentee", asked_at=wave.opens_at) for key in chunk]
        AskedPerson.objects.bulk_create(asked)
        rows = []
        for key in chunk:
            row = SurveyResponse(wave=wave, person_id=key, role="mentee", started_at=now, saved_at=now)
            row.answers, row.submitted_at = written_answers(_answers(content, random)), now
            rows.append(row)
        SurveyResponse.objects.bulk_create(rows)
    return wave


def _wave(now: datetime) -> tuple[Any, Any]:
    from programs.models import Cycle
    from surveys.imports.instrument_files import shipped_instruments
    from surveys.models import Survey, SurveyVersion, Wave
    from surveys.presentation.instrument_blocks import block_of
    from tests.factories.surveys import content_of, question

    cycle = Cycle.objects.select_related("program__institution").get()
    own = (question(f"q{n}", "single", options=[("a", "A"), ("b", "B"), ("c", "C")]) for n in range(_ITEMS - 6))
    content = content_of(*own)
    content["blocks"].insert(0, block_of(shipped_instruments()["belonging"], ["en"]))
    survey = Survey.objects.create(program=cycle.program, name="End", phase="end", asked="mentee")
    version = SurveyVersion.objects.create(
        survey=survey, number=1, state="published", published_at=now, content=content
    )
    days = {"opens_at": now - timedelta(days=20), "closes_at": now - timedelta(days=1)}
    return Wave.objects.create(version=version, cycle=cycle, **days), content


def _answers(content: Any, random: Random) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for block in content["blocks"]:
        for each in block["questions"]:
            values = [option["value"] for option in each["options"]]
            rows = {row["key"]: random.choice(values) for row in each["rows"]}
            given[each["key"]] = rows or random.choice(values)
    return given


if __name__ == "__main__":
    main()
