"""A coordinator tries to learn who avoids whom: two worlds that differ in one avoidance, everything compared.

The worlds are compared byte for byte where the avoided mentor is one whom the round leaves out anyway, and by what
can be counted where it is another. Both databases play where rows and their numbers could tell.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from matching.engine import Result, load_instance, verify
from matching.models import MatchRound, Offer, Proposal
from matching.models.names import Names
from matching.services.offers import decline_offer, expire_offers
from matching.services.overrides import change_pair
from matching.services.rounds import close_round, create_round, open_round, reopen_round
from notifications.models import Message
from pairs.services.avoidances import avoid_mentor
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import publish, run_all
from tests.site.two_worlds import Seen, differences, everything, in_world

Pair = tuple[Enrollment, MentorParticipation]


def _round(cycle: Cycle, *, mentors: int, lists: int, without: int) -> MatchRound:
    """Some lists, some mentees without one, a conflict that everybody may know of."""
    offering = MentorParticipationFactory.create_batch(mentors, cycle=cycle, capacity=1)
    match_round = MatchRoundFactory.create(cycle=cycle)
    for first in range(lists):
        ranks = [offering[first], offering[(first + 1) % lists]]
        ranked = PreferenceListFactory.create(round=match_round, ranks=ranks)
    EnrollmentFactory.create_batch(without, cycle=cycle)
    ConflictFactory.create(
        institution=cycle.program.institution, mentee=ranked.enrollment.mentee, mentor=offering[-1].mentor
    )
    return match_round


@pytest.fixture
def match_round(cycle: Cycle) -> MatchRound:
    return _round(cycle, mentors=8, lists=5, without=2)


@pytest.fixture
def small_round(cycle: Cycle) -> MatchRound:
    """For two whole years page by page: everybody in it has pages of their own."""
    return _round(cycle, mentors=5, lists=3, without=1)


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


def _closed(match_round: MatchRound, now: datetime) -> MatchRound:
    """A fresh object each time: what one world remembers is no part of the next."""
    return close_round(MatchRound.objects.get(pk=match_round.pk), now=now)


def _left_out(match_round: MatchRound, now: datetime) -> set[tuple[int, int]]:
    return in_world(lambda: _closed(match_round, now).snapshot.undisclosed_pairs)


def _pair(match_round: MatchRound, users: tuple[int, int]) -> Pair:
    mentee, mentor = users
    return match_round.cycle.enrollments.get(mentee=mentee), match_round.cycle.participations.get(mentor=mentor)


def _avoid(pair: Pair, now: datetime) -> None:
    avoid_mentor(pair[0], participation=pair[1], now=now)


def _pages(match_round: MatchRound) -> list[str]:
    """Pages behind forms, which no link leads to."""
    ready = Proposal.objects.filter(round=match_round)
    return [f"{reverse('matching:list-weak-cases', args=[proposal.pk])}?worse_than=1" for proposal in ready]


def _refusals(match_round: MatchRound, by: User, now: datetime) -> dict[str, str]:
    """What the site answers when the coordinator tries to pair everybody with everybody by hand."""
    said = {}
    proposal = Proposal.objects.get(round=match_round, strategy="choice-stable")
    for enrollment in match_round.cycle.enrollments.order_by("pk"):
        for mentor in match_round.cycle.participations.order_by("pk"):

            def pair(enrollment: Enrollment = enrollment, mentor: MentorParticipation = mentor) -> str:
                try:
                    change_pair(proposal, enrollment=enrollment, participation=mentor, reason="Try.", by=by, now=now)
                except Exception as refusal:  # noqa: BLE001 - whatever is said is compared
                    return f"{type(refusal).__name__}: {refusal}"
                return "changed"

            said[f"{enrollment.pk} {mentor.pk}"] = in_world(pair)
    return said


def _nothing() -> None:
    pass


def _year(
    match_round: MatchRound,
    reader: User,
    now: datetime,
    *,
    before: Callable[[], Any] = _nothing,
    after: Callable[[], Any] = _nothing,
    late: Callable[[], Any] = _nothing,
    from_closing: bool = False,
) -> dict[str, Seen]:
    """What `reader` sees in each phase; `from_closing` leaves out the first, where nothing has happened in it.

    `before` happens while lists are open, `after` once they are closed, `late` when the offers are about to run out.
    """
    phases = {}
    before()
    if not from_closing:
        phases["open"] = everything(reader)
    closed = _closed(match_round, now)
    run_all(closed, now)
    after()
    closed = MatchRound.objects.get(pk=match_round.pk)
    phases["proposed"] = everything(reader, *_pages(closed)) | {"by hand": _refusals(closed, reader, now)}
    publish(closed.proposals.get(strategy="choice-stable"), by=reader, now=now)
    phases["published"] = everything(reader)
    late()
    with time_machine.travel(end := now + timedelta(days=30), tick=False):
        Message.objects.filter(state=Message.State.PENDING).update(state=Message.State.SENT)  # everybody was told
        expire_offers(now=end)
        phases["settled"] = everything(reader)
    return phases


@pytest.mark.usefixtures("on_both_databases")
def test_an_avoidance_of_somebody_who_is_left_out_anyway_changes_not_one_byte(
    small_round: MatchRound, coordinator: User, now: datetime
) -> None:
    pair = _pair(small_round, min(_left_out(small_round, now)))
    quiet = in_world(lambda: _year(small_round, coordinator, now))
    avoiding = in_world(lambda: _year(small_round, coordinator, now, before=lambda: _avoid(pair, now)))
    assert any(url.endswith("instance.json") for url in quiet["proposed"])
    assert any("weak-cases" in url for url in quiet["proposed"])
    assert any(url.endswith("record.pdf") for url in quiet["published"])
    assert any("not eligible" in said for said in quiet["proposed"]["by hand"].values())
    for phase in quiet:
        assert differences(quiet[phase], avoiding[phase]) == [], phase


@pytest.mark.parametrize("silence", Program.SilenceRule.values)
def test_an_avoidance_after_the_lists_closed_shows_only_as_a_plain_no(
    small_round: MatchRound, coordinator: User, now: datetime, silence: str
) -> None:
    """Where silence counts as yes, the quiet world is one in which the mentee says no in the last minute."""
    Program.objects.update(silence_rule=silence)

    def proposed() -> Pair:
        closed = _closed(small_round, now)
        run_all(closed, now)
        row = closed.proposals.get(strategy="choice-stable").pairs.filter(participation__isnull=False)[0]
        assert row.participation
        return row.enrollment, row.participation

    def say_no() -> None:
        if silence == Program.SilenceRule.ACCEPT:
            offer = Offer.objects.get(enrollment=pair[0])
            decline_offer(offer, by=pair[0].mentee, now=offer.expires_at - timedelta(seconds=1))

    pair = in_world(proposed)
    quiet = in_world(lambda: _year(small_round, coordinator, now, late=say_no, from_closing=True))
    avoiding = in_world(
        lambda: _year(small_round, coordinator, now, after=lambda: _avoid(pair, now), from_closing=True)
    )
    for phase in quiet:
        assert differences(quiet[phase], avoiding[phase]) == [], phase


def _counts(match_round: MatchRound) -> Counter[int]:
    """How many mentors each mentee is not left, without a cause that the coordinators see."""
    return Counter(mentee for mentee, _mentor in match_round.snapshot.undisclosed_pairs)


def test_an_avoidance_of_anybody_else_takes_the_place_of_one_drawn_at_random(
    match_round: MatchRound, now: datetime
) -> None:
    """What can be counted is the same; which pair it is, differs as the draw of another secret would."""
    left_out = _left_out(match_round, now)
    mentee = min(left_out)[0]
    ranked = set(
        match_round.preference_lists.filter(enrollment__mentee=mentee).values_list("items__participation__mentor")
    )
    others = (
        set(match_round.cycle.participations.values_list("mentor"))
        - ranked
        - {(mentor,) for other, mentor in left_out if other == mentee}
    )
    pair = _pair(match_round, (mentee, min(others)[0]))
    quiet = in_world(lambda: (_counts(closed := _closed(match_round, now)), closed.snapshot.excluded_pairs))

    def avoiding() -> tuple[Counter[int], int]:
        _avoid(pair, now)
        closed = _closed(match_round, now)
        assert (mentee, pair[1].mentor_id) in closed.snapshot.undisclosed_pairs
        return _counts(closed), closed.snapshot.excluded_pairs

    assert in_world(avoiding) == quiet
    assert set(quiet[0]) == set(match_round.cycle.enrollments.values_list("mentee", flat=True))


def test_between_two_closings_pairs_come_and_go_of_which_nobody_said_anything(
    match_round: MatchRound, now: datetime
) -> None:
    """So a pair that is new tells no more than the others that are new; and an avoided one is always there."""
    mentee, mentor = min(_left_out(match_round, now))
    _avoid(_pair(match_round, (mentee, mentor)), now)
    seen = []
    for _time in range(12):
        closed = _closed(match_round, now)
        seen.append(closed.snapshot.undisclosed_pairs)
        reopen_round(closed, closes_at=match_round.closes_at, now=now)
    assert all((mentee, mentor) in pairs for pairs in seen)
    changed = {pair for one, other in pairwise(seen) for pair in one ^ other}
    assert len({mentee for mentee, _mentor in changed}) > 3
    assert any(len(one & other) > 1 for one, other in pairwise(seen))


def test_names_in_the_files_stand_nowhere_else_and_the_files_still_verify(
    match_round: MatchRound, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    closed = _closed(match_round, now)
    run_all(closed, now)
    desk = sign_in(coordinator)
    content = desk.get(reverse("matching:download-instance", args=[match_round.pk])).content
    names = {*json.loads(content)["mentees"], *json.loads(content)["mentors"]}
    plain = {f"{side}-{pk}" for side in ("mentee", "mentor") for pk in range(1000)}
    assert not names & plain
    for proposal in closed.proposals.all():
        result = desk.get(reverse("matching:download-result", args=[proposal.pk])).content
        assert verify(load_instance(content), Result.from_json(json.loads(result))) == ()
        stored = json.dumps([list(proposal.pairs.values_list("reason", flat=True)), proposal.changes])
        assert not any(name in stored for name in names)
    walked = everything(coordinator, *_pages(closed))
    for url, found in walked.items():
        if not url.endswith(("instance.json", "result.json", "certificate.json")):
            assert not any(name in repr(found) for name in names), url


def test_every_lottery_names_people_anew_and_the_commitment_fixes_the_names(cycle: Cycle, now: datetime) -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle)
    EnrollmentFactory.create(cycle=cycle)
    match_round = create_round(cycle=cycle, name="Main round", closes_at=now + timedelta(days=1))
    names = set()
    for _time in range(2):
        current = MatchRound.objects.get(pk=match_round.pk)
        if current.state == MatchRound.State.DRAFT:
            current = open_round(current, now=now)
        names.add(Names(current.names_secret).mentor(mentor.pk))
        assert Names(current.names_secret).key_of(Names(current.names_secret).mentor(mentor.pk)) == mentor.pk
        assert hashlib.sha256(f"nonce:{current.names_secret}".encode()).hexdigest().startswith(current.nonce)
        assert current.names_secret not in (current.nonce, current.commitment)
        reopen_round(_closed(current, now), closes_at=now + timedelta(days=1), now=now)
    assert len(names) == 2
