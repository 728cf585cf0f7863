"""python -m tests.bench.pages load SCALE, then run SCALE REQUESTS FILE: a line for each page, its figures in FILE."""

import gc
import json
import resource
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.asked import Asked

_WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A page as one person sees it.

    Attributes:
        name: how the table calls it.
        reader: who of the demo cast reads it.
        url: its address.
        program: the program whose coordinator the reader is at that moment; empty where it does not matter.
    """

    name: str
    reader: str
    url: str
    program: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one page costs.

    Attributes:
        milliseconds: from the request to the answer, the median.
        cpu: milliseconds in which the process computed, the median; the same on a machine that does nothing else.
        queries: statements sent to the database.
        rows: rows that it answered with.
        size: bytes before compression.
    """

    milliseconds: float
    cpu: float
    queries: int
    rows: int
    size: int


def main() -> None:
    """Load the school, or measure."""
    part, scale = sys.argv[1], int(sys.argv[2])
    django.setup()
    if part == "load":
        seconds = _load(scale)
        sys.stdout.write(f"Demo school x{scale}, loaded in {seconds:.0f} s, {_megabytes():,.0f} MB\n")
        return
    settings.ROOT_URLCONF = "tests.bench.urls"
    _run(scale, requests=int(sys.argv[3]), file=Path(sys.argv[4]))


def _run(scale: int, *, requests: int, file: Path) -> None:
    _head(scale, requests)
    bare = _measure(Page("hello, signed in", "noor-haddad-quist", reverse("hello")), requests)
    _line("hello, signed in", bare, bare)
    figures = {}
    for page in _pages():
        figures[page.name] = _measure(page, requests)
        _line(page.name, figures[page.name], bare)
    sys.stdout.write(f"{_megabytes():,.0f} MB\n\n")
    file.write_text(json.dumps({name: asdict(figure) for name, figure in figures.items()}))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _load(scale: int) -> float:
    """Make the database and the static files; returns the seconds that loading the school took."""
    from mentorship.demo.school.calendar import TORONTO
    from mentorship.demo.school.load import load_school
    from mentorship.management.commands.prepare import collect_static_files

    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    begun = time.perf_counter()
    load_school(today=timezone.now().astimezone(TORONTO).date(), scale=scale)
    connection.cursor().execute("ANALYZE")
    return time.perf_counter() - begun


def _pages() -> list[Page]:
    from matching.models import MatchRound
    from mentorship.demo.cast import DOMAIN
    from pairs.models import Mentorship
    from people.models import MentorParticipation
    from programs.models import Cycle, CycleState

    noor, mentor, dana = "noor-haddad-quist", "ruth-nambozo-hale", "dana-whitlow"
    compass = Cycle.objects.get(program__slug="compass", state=CycleState.RUNNING)
    bridge = Cycle.objects.get(program__slug="research-bridge", state=CycleState.RANKING)
    ruth = MentorParticipation.objects.get(cycle=compass, mentor__email=f"{mentor}@{DOMAIN}")
    pair = Mentorship.objects.get(cycle=compass, mentee__email=f"{noor}@{DOMAIN}")
    match_round = MatchRound.objects.get(cycle=compass, kind=MatchRound.Kind.MAIN)
    slug = {"slug": "compass"}
    mentors = reverse("matching:list-mentors", kwargs={"cycle_pk": bridge.pk})
    chapter = reverse("programs:show-chapter", kwargs=slug | {"chapter_slug": "first-meeting"})
    return [
        Page("home, student", noor, reverse("home")),
        Page("home, mentor", mentor, reverse("home")),
        Page("home, coordinator", dana, reverse("home"), "compass"),
        Page("mentors and ranked list", "zainab-rowe", mentors),
        Page("mentor's profile", noor, reverse("matching:show-mentor", kwargs={"pk": ruth.pk})),
        Page("the pair's workspace", noor, reverse("sessions:show-pair", kwargs={"pk": pair.pk})),
        Page("sessions, mentor", mentor, reverse("sessions:list-sessions")),
        Page("match round", dana, reverse("matching:show-round", kwargs={"pk": match_round.pk})),
        Page("people of a program", dana, reverse("people:show-list", kwargs=slug | {"name": "mentees"})),
        Page("handbook chapter", noor, chapter),
        Page("inbox", noor, reverse("notifications:list-messages")),
    ]


def measure(client: Client, url: str, requests: int) -> Figure:
    """Ask for an address so many times, after a warm-up."""
    for _ in range(_WARM_UP):
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}.")
    with connection.execute_wrapper(asked := Asked()):
        client.get(url)
    gc.collect()
    wall, cpu = zip(*(_seconds(client, url) for _ in range(requests)), strict=True)
    size = len(client.get(url, headers={"accept-encoding": "identity"}).content)
    return Figure(statistics.median(wall) * 1000, statistics.median(cpu) * 1000, asked.queries, asked.rows, size)


def _measure(page: Page, requests: int) -> Figure:
    return measure(_browser(page), page.url, requests)


def _seconds(client: Client, url: str) -> tuple[float, float]:
    """How long one request takes, and how much of it is computing."""
    begun, computed = time.perf_counter(), time.process_time()
    client.get(url)
    return time.perf_counter() - begun, time.process_time() - computed


def _browser(page: Page) -> Client:
    """A browser that takes Brotli, in which the reader is signed in."""
    from accounts.models import User
    from home.roles import roles_of
    from mentorship.demo.cast import DOMAIN

    client = Client(SERVER_NAME="localhost", headers={"accept-encoding": "br"})
    user = User.objects.get(email=f"{page.reader}@{DOMAIN}")
    client.force_login(user)
    if page.program:
        active_role = next(held for held in roles_of(user) if held.program and held.program.slug == page.program)
        client.post(reverse("switch-role"), {"active_role": active_role.key})
    return client


def _head(scale: int, requests: int) -> None:
    from people.models import Enrollment, MentorParticipation

    mentees = Enrollment.objects.exclude(state=Enrollment.State.COMPLETED).values("mentee").distinct().count()
    ended = MentorParticipation.State.ENDED
    mentors = MentorParticipation.objects.exclude(state=ended).values("mentor").distinct().count()
    sys.stdout.write(
        f"Demo school x{scale}: {mentees:,} mentees, {mentors:,} mentors.\n"
        f"Median of {requests} requests in one process, with all middleware and compression, on {connection.vendor}.\n"
        f"{'page':26}{'ms':>9}{'CPU ms':>9}{'x hello':>9}{'queries':>9}{'rows':>8}{'KB':>8}\n"
    )
    sys.stdout.flush()


def _line(name: str, figure: Figure, bare: Figure) -> None:
    sys.stdout.write(
        f"{name:26}{figure.milliseconds:9.1f}{figure.cpu:9.1f}{figure.cpu / bare.cpu:9.1f}"
        f"{figure.queries:9d}{figure.rows:8d}{figure.size / 1024:8.1f}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
