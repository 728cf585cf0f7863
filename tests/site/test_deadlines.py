"""One deadline has one answer: on the page, in the year line and in the mail, wherever the reader is."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import MatchRound
from matching.services.announcements import announce_offers
from matching.services.rounds import create_round, edit_round, open_round
from notifications.models import NotificationPreference
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, Program
from programs.presentation.year_line import NextDeadline, YearLine, phases, year
from programs.queries.ranking_windows import ranking_window
from tests.factories.matching import MatchRoundFactory, OfferFactory, proposed
from tests.outbox import deliver_due

SignIn = Callable[[User], Client]
# Around midnight in Toronto, and around the hour that exists twice there (1 November 2026, 01:00 to 02:00).
CLOSINGS = [
    datetime(2026, 9, 26, 3, 59, tzinfo=UTC),
    datetime(2026, 9, 26, 4, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    datetime(2026, 11, 2, 4, 59, tzinfo=UTC),
]
READERS = ["America/Toronto", "Africa/Kampala", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


def _next(line: YearLine) -> NextDeadline:
    assert line.next is not None
    return line.next


@pytest.fixture(autouse=True)
def _moment(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def awake(student: User) -> User:
    """A student who wants e-mails at any hour."""
    NotificationPreference.objects.create(user=student, quiet_from=time(0), quiet_until=time(0))
    return student


def _move_to(zone: str, person: User) -> None:
    person.time_zone = zone
    person.save()


def _plain(html: str) -> str:
    """With plain spaces where lines do not break."""
    return html.replace("\u00a0", " ")


def _told(html: str, at: datetime) -> set[str]:
    """What the page says of the instant, without how near it is."""
    found = re.findall(r'<time datetime="([^"T]+T[^"]+)">([^<]*)</time>', _plain(html))
    return {re.sub(r" \([^)]*\)$", "", text.strip()) for moment, text in found if datetime.fromisoformat(moment) == at}


@pytest.mark.parametrize("zone", READERS)
@pytest.mark.parametrize("closes_at", CLOSINGS)
def test_page_year_line_and_mail_tell_the_closing_of_the_lists_alike(
    zone: str,
    closes_at: datetime,
    cycle: Cycle,
    awake: User,
    enrollment: Enrollment,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    match_round = open_round(create_round(cycle=cycle, name="Main round", closes_at=closes_at), now=now)
    for person in (awake, coordinator):
        _move_to(zone, person)
    with time_machine.travel(closes_at - timedelta(hours=12), tick=False):
        page = sign_in(awake).get(reverse("matching:list-mentors", args=[cycle.pk])).content.decode()
        of_round = sign_in(coordinator).get(reverse("matching:show-round", args=[match_round.pk])).content.decode()
        program = sign_in(awake).get(reverse("programs:show-program", args=["compass"])).content.decode()
        home = sign_in(awake).get(reverse("home")).content.decode()
    [told] = _told(page, closes_at)
    assert _plain(page).count(told) >= 2, "in the year line and beside one's own list"
    assert _told(of_round, closes_at) == _told(program, closes_at) == {told}
    assert f"Until {told}" in home
    deliver_due(now)
    assert f"You can change it until {told}." in str(mail.outbox[-1].body)
    assert "Toronto" in told


@pytest.mark.parametrize("zone", READERS)
def test_page_lists_and_mail_tell_the_end_of_an_offer_alike(
    zone: str, cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    offer = OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__overridden=True,
        made_at=now,
        expires_at=now + timedelta(days=7),
    )
    mentee = offer.enrollment.mentee
    NotificationPreference.objects.create(user=mentee, quiet_from=time(0), quiet_until=time(0))
    for person in (mentee, coordinator):
        _move_to(zone, person)
    [told] = _told(
        sign_in(mentee).get(reverse("matching:show-offer", args=[offer.pk])).content.decode(), offer.expires_at
    )
    offers = reverse("matching:list-offers", args=[proposed(offer).proposal.round_id])
    for page in (offers, f"{reverse('home')}?queue=offers"):
        assert _told(sign_in(coordinator).get(page).content.decode(), offer.expires_at) == {told}
    announce_offers([offer], now=now)
    deliver_due(now)
    [email] = [email for email in mail.outbox if email.to == [mentee.email]]
    assert f"You can say yes or no there until {told}." in str(email.body)


def test_a_mail_tells_the_zones_as_they_are_when_it_leaves(
    cycle: Cycle, awake: User, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    open_round(create_round(cycle=cycle, name="Main round", closes_at=CLOSINGS[0]), now=now)
    _move_to("Africa/Kampala", awake)
    institution = cycle.program.institution
    institution.time_zone = "America/Vancouver"
    institution.save()
    deliver_due(now)
    assert "Sat 26 Sep 2026, 06:59 Kampala · Fri 25 Sep, 20:59 Vancouver" in str(mail.outbox[-1].body)


def test_visitors_read_the_schools_clock_with_its_place(cycle: Cycle, client: Client) -> None:
    page = client.get(reverse("programs:show-program", args=["compass"])).content.decode()
    assert _told(page, cycle.ranking_closes_at) == {"Fri 25 Sep 2026, 17:00 Toronto"}


@pytest.mark.parametrize(
    ("closes_at", "last_day"),
    [
        (datetime(2026, 9, 25, 21, tzinfo=UTC), date(2026, 9, 25)),
        (datetime(2026, 9, 26, 3, 59, tzinfo=UTC), date(2026, 9, 25)),
        (datetime(2026, 9, 26, 4, 0, tzinfo=UTC), date(2026, 9, 25)),
        (datetime(2026, 9, 26, 4, 1, tzinfo=UTC), date(2026, 9, 26)),
    ],
)
def test_the_year_line_ranks_through_the_last_day_on_which_a_list_can_change(
    closes_at: datetime, last_day: date, cycle: Cycle
) -> None:
    MatchRoundFactory.create(cycle=cycle, closes_at=closes_at)
    ranking, matching = phases(cycle, ranking_window(cycle))[2:4]
    assert ranking.ends == matching.starts == last_day + timedelta(days=1)


def test_the_year_of_a_program_without_rounds_has_no_ranking_and_no_matching(
    cycle: Cycle, client: Client, now: datetime
) -> None:
    Program.objects.update(pairing=Program.Pairing.ROLLING)
    cycle.program.refresh_from_db()
    page = client.get(reverse("programs:show-program", args=["compass"])).content.decode()
    assert _told(page, cycle.ranking_closes_at) == set()
    for state in CycleState.RANKING, CycleState.MATCHING:
        cycle.state = state
        line = year(cycle, now=now)
        assert [str(phase.label) for phase in line.phases] == ["Planning", "Enrolling", "Running", "Closing"]
        assert line.phases[1].state == "here"
        assert str(_next(line).title) == "The year starts"


def test_the_year_line_ends_on_the_day_on_which_the_year_ends(cycle: Cycle, now: datetime) -> None:
    assert year(cycle, now=now).phases[-1].dates == "7 Jun – 16 Jul"


def test_the_year_line_follows_the_round_and_not_the_plan(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    match_round = open_round(create_round(cycle=cycle, name="Main round", closes_at=now + timedelta(days=1)), now=now)
    assert "Mon 21 Sep 2026, 10:00 Toronto" in _plain(_next(year(cycle, now=now)).when)
    edit_round(match_round, name=match_round.name, opens_at=None, closes_at=now + timedelta(days=9), now=now)
    line = year(cycle, now=now)
    assert "Tue 29 Sep 2026, 10:00 Toronto" in _plain(_next(line).when)
    assert line.phases[3].dates.startswith("30 Sep")
    MatchRound.objects.filter(pk=match_round.pk).update(state="cancelled")
    assert "Fri 25 Sep 2026, 17:00 Toronto" in _plain(_next(year(cycle, now=now)).when)


def test_the_lists_of_a_supplementary_round_are_the_next_deadline(cycle: Cycle, now: datetime) -> None:
    cycle.state = CycleState.RUNNING
    main = MatchRoundFactory.create(cycle=cycle, closes_at=now - timedelta(days=9), state="cancelled")
    later = MatchRoundFactory.create(
        cycle=cycle, parent=main, kind="supplementary", opened_at=now, closes_at=now + timedelta(days=3)
    )
    line = year(cycle, now=now)
    assert str(_next(line).title) == f"Lists of “{later.name}” close", "pairs of the main round are not asked to rank"
    assert line.phases[2].dates == "14 – 25 Sep"
    assert "Wed 23 Sep 2026, 10:00 Toronto" in _plain(_next(line).when)


DEADLINES = re.compile(r"(closes_at|opens_at|expires_at)\s*\|\s*(date|time|localtime|timezone)")


def test_templates_write_deadlines_in_no_other_way() -> None:
    found = [
        str(path)
        for path in Path(settings.BASE_DIR, "templates").rglob("*")
        if path.is_file() and DEADLINES.search(path.read_text())
    ]
    assert found == []
