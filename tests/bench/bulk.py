"""python -m tests.bench.bulk ROWS: what coordinators do with so many people or offers at once, and its undoing."""

import re
import sys
import time
from datetime import timedelta
from typing import Any

import django
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

_SLUG = "bench"


def main() -> None:
    """Load a year and do one thing after another with all of it."""
    rows = int(sys.argv[1])
    django.setup()
    from django.core.management import call_command

    from mentorship.management.commands.prepare import collect_static_files
    from tests.bench.lists import load_year

    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    client = Client(SERVER_NAME="localhost")
    client.force_login(load_year(rows))
    _hold_places()
    until = (timezone.now() + timedelta(days=30)).date().isoformat()
    for name, list_name, action, data in (
        ("give more time", "offers", "extend", {"until": until}),
        ("take back", "offers", "withdraw", {}),
        ("withdraw", "mentees", "withdraw", {}),
    ):
        _line(name, lambda: _act(client, list_name, action, data))  # noqa: B023 - called at once
        _line(f"{name}: worker", _work)
        _line(f"{name}: undo", lambda: _undo(client))
        _line(f"{name}: undo, worker", _work)


def _hold_places() -> None:
    """The places that the loaded pairs and offers hold."""
    from matching.models import Offer
    from people.models import MentorParticipation

    MentorParticipation.objects.update(capacity=5, places_taken=1)
    waiting = Offer.objects.pending().values("participation")
    MentorParticipation.objects.filter(pk__in=waiting).update(places_taken=F("places_taken") + 1)


def _act(client: Client, list_name: str, action: str, data: dict[str, Any]) -> Any:
    query = "state=pending&" if list_name == "offers" else ""
    url = f"{reverse('people:act-on-list', args=[_SLUG, list_name])}?{query}do={action}&all=1"
    [revision] = re.findall(r'name="revision" value="([^"]+)"', client.get(url).content.decode())
    return client.post(url, data | {"revision": revision})


def _undo(client: Client) -> Any:
    from programs.models import StaffStep

    step = StaffStep.objects.filter(part_of=None).latest("taken_at")
    return client.post(reverse("programs:undo-step", args=[_SLUG, step.pk]))


def _work() -> None:
    from programs.models import LongStep
    from programs.services.long_steps import carry_out

    carry_out(LongStep.objects.get(finished_at=None).pk, now=timezone.now())


def _line(name: str, request: Any) -> None:
    begun = time.perf_counter()
    response = request()
    wall = time.perf_counter() - begun
    if response is not None and response.status_code != 302:
        raise SystemExit(f"{name} answers {response.status_code}.")
    sys.stdout.write(f"{name:24} on {connection.vendor}: {wall:6.1f} s\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
