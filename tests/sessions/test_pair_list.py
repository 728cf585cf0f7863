"""The list of pairs says how much the two meet."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse

from accounts.models import User
from programs.models import Cycle
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory


def test_the_list_of_pairs_counts_sessions_that_were_held(
    cycle: Cycle, coordinator: User, sign_in: Callable[[User], Client], now: datetime
) -> None:
    pair, other = MentorshipFactory.create_batch(2, cycle=cycle)
    for state, confirmation in (("held", "confirmed"), ("held", "disputed"), ("cancelled", ""), ("missed", "")):
        SessionFactory.create(mentorship=pair, state=state, confirmation=confirmation)
    address = reverse("people:show-list", args=[cycle.program.slug, "pairs"])
    page = sign_in(coordinator).get(address, {"sort": "sessions", "reverse": "1", "col": "sessions"})
    rows = page.context["list"].rows
    assert [(row.pk, row.cells[0].cell.text) for row in rows] == [(pair.pk, 1), (other.pk, 0)]
    assert "Last session" in page.content.decode()
