"""python -m tests.bench.imports load|run ROWS KIND: what the preview of a file of so many people costs.

KIND is `csv`, `xlsx`, or `known`: a CSV file of people of whom all are known and half have moved to another group.
"""

import csv
import io
import resource
import sys
import time
from typing import Any

import django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

_HEADER = ("role", "email", "given_name", "family_name", "cohort", "interests", "languages", "enrolled")
_SLUG, _COORDINATOR = "bench", "coordinator@bench.example"


def main() -> None:
    """Load the year, or measure."""
    step, rows, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    django.setup()
    if step == "load":
        _load(rows if kind == "known" else 0)
    else:
        _run(rows, kind)


def _load(known: int) -> None:
    """Write the rows past the services: what is measured is the preview."""
    from accounts.models import Language, Role, User
    from mentorship.management.commands.prepare import collect_static_files
    from people.models import Enrollment, PersonalInterest
    from tests.factories.programs import AppointmentFactory, CycleFactory, InterestTermFactory

    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()  # here, because packing them takes more memory than a page ever does
    cycle = CycleFactory.create(program__slug=_SLUG)
    AppointmentFactory.create(program=cycle.program, role=Role.COORDINATOR, user__email=_COORDINATOR)
    term = InterestTermFactory.create(institution=cycle.program.institution, name="Surgery", slug="surgery")
    language, _new = Language.objects.get_or_create(code="en", defaults={"name": "English"})
    people = User.objects.bulk_create(
        (
            User(email=email, given_name=given, family_name=family, password="!")
            for _role, email, given, family, *_rest in map(_row, range(known))
        ),
        batch_size=2000,
    )
    Enrollment.objects.bulk_create(
        (Enrollment(cycle=cycle, mentee=person, cohort="Year 1") for person in people), batch_size=2000
    )
    PersonalInterest.objects.bulk_create((PersonalInterest(user=one, term=term) for one in people), batch_size=2000)
    through = User.languages.through
    through.objects.bulk_create((through(user=one, language=language) for one in people), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _row(number: int) -> tuple[str, ...]:
    email = f"given{number}.family@bench.example"
    return (
        "mentee",
        email,
        f"Given{number}",
        f"Family{number % 997}",
        f"Year {number % 2}",
        "Surgery",
        "English",
        "yes",
    )


def _file(rows: int, kind: str) -> tuple[str, bytes]:
    table = [_HEADER, *map(_row, range(rows))]
    if kind != "xlsx":
        text = io.StringIO()
        csv.writer(text).writerows(table)
        return "people.csv", text.getvalue().encode()
    from openpyxl import Workbook

    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in table:
        sheet.append(row)
    book.save(out)
    return "people.xlsx", out.getvalue()


def _run(rows: int, kind: str) -> None:
    from accounts.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=_COORDINATOR))
    name, content = _file(rows, kind)
    client.get(reverse("people:import-people", args=[_SLUG]))
    figures = [_figure("upload", lambda: client.post(_address(), {"file": SimpleUploadedFile(name, content)}), 302)]
    preview = figures[0][-1]["Location"]
    figures.append(_figure("preview", lambda: client.get(preview), 200))
    for step, wall, cpu, queries, _response in figures:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(
            f"{rows:,} people, {kind:5} {step:8} on {connection.vendor}: {wall:5.1f} s, {cpu:5.1f} CPU s, "
            f"{queries} queries, {memory:.0f} MB\n"
        )
    sys.stdout.flush()


def _address() -> str:
    return reverse("people:import-people", args=[_SLUG])


def _figure(step: str, request: Any, status: int) -> tuple[str, float, float, int, Any]:
    """What a request costs: wall time, time of computing with that of its processes, and queries."""
    begun, computed = time.perf_counter(), _computed()
    with CaptureQueriesContext(connection) as queries:
        response = request()
    if response.status_code != status:
        raise SystemExit(f"The {step} answers {response.status_code}.")
    return step, time.perf_counter() - begun, _computed() - computed, len(queries), response


def _computed() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
