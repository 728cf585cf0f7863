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
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

_ITEMS, _REQUESTS, _PAGES, _CHUNK = 30, 20, 40, 2_000
# Mentees of a mentor.
_EACH = 5


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

    sys.stdout.write(f"{responses:,} responses of {_ITEMS} items on {connection.vendor}\n")
    now = timezone.now()
    wave, coordinator = _line("prepare", lambda: _load(responses, now))
    _line("release the answers", lambda: release_outcomes(wave, now=now))
    _line("count the figures", lambda: figures_of(wave.cycle, now=now))
    count_year(wave.cycle, now=now)
    _page(wave.cycle, coordinator)
    _long_pdf(wave.cycle)


def _line(name: str, work: Callable[[], Any]) -> Any:
    began, busy = time.perf_counter(), time.process_time()
    found = work()
    wall, cpu = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"  {name:24} {wall * 1000:9,.0f} ms, {cpu * 1000:9,.0f} ms of processor, peak {peak:,} MB\n")
    sys.stdout.flush()
    return found


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


def _load(responses: int, now: datetime) -> tuple[Any, Any]:
    """A year with a pair for each mentee, and a survey that closed yesterday and that every mentee has answered.

    Written past the services: what is measured is counting and reading.
    """
    from accounts.models import Role
    from programs.models import CycleState
    from tests.factories.programs import AppointmentFactory, CycleFactory

    cycle = CycleFactory.create(program__slug="bench", state=CycleState.RUNNING)
    wave, content = _wave(cycle, now)
    random = Random(1)
    for start in range(0, responses, _CHUNK):
        with transaction.atomic():
            mentees = _pairs(cycle, range(start, min(start + _CHUNK, responses)), random, now)
            _answer(wave, content, mentees, random, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    coordinator = AppointmentFactory.create(program=cycle.program, role=Role.COORDINATOR)
    return wave, coordinator.user


def _pairs(cycle: Any, numbers: range, random: Random, now: datetime) -> list[Any]:
    """Write people and pairs, a mentor for so many mentees; returns the mentees."""
    from accounts.models import User
    from pairs.models import Mentorship, Origin
    from people.models import Enrollment, MentorParticipation

    def people(side: str, some: range) -> list[User]:
        return User.objects.bulk_create(
            User(email=f"{side}{n}@bench.example", given_name=f"Given{n}", family_name=f"Family{n}", password="!")
            for n in some
        )

    mentors, mentees = people("mentor", numbers[::_EACH]), people("mentee", numbers)
    participations = MentorParticipation.objects.bulk_create(
        MentorParticipation(cycle=cycle, mentor=mentor, state="ready", capacity=_EACH) for mentor in mentors
    )
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(cycle=cycle, mentee=mentee, state="matched", enrolled_at=now) for mentee in mentees
    )
    Mentorship.objects.bulk_create(
        Mentorship(
            cycle=cycle, mentee=enrollment.mentee, mentor=participations[at // _EACH].mentor, enrollment=enrollment,
            participation=participations[at // _EACH], started_on=now.date() - timedelta(days=90),
            origin=random.choice((Origin.CHOSEN, Origin.CHOSEN, Origin.SURVEY, Origin.RANDOM)), rank=1 + at % 4,
        )
        for at, enrollment in enumerate(enrollments)
    )  # fmt: skip
    return mentees


def _answer(wave: Any, content: Any, people: list[Any], random: Random, now: datetime) -> None:
    from surveys.models import AskedPerson, SurveyResponse
    from surveys.models.waves import written_answers

    asked = {"wave": wave, "role": "mentee"}
    AskedPerson.objects.bulk_create(AskedPerson(person=one, asked_at=wave.opens_at, **asked) for one in people)
    when = dict.fromkeys(("started_at", "saved_at", "submitted_at"), now)
    SurveyResponse.objects.bulk_create(
        SurveyResponse(person=one, answers=written_answers(_answers(content, random)), **asked, **when)
        for one in people
    )


def _wave(cycle: Any, now: datetime) -> tuple[Any, Any]:
    from surveys.imports.instrument_files import shipped_instruments
    from surveys.models import Survey, SurveyVersion, Wave
    from surveys.presentation.instrument_blocks import block_of
    from tests.factories.surveys import content_of, question

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
