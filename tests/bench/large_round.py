"""A round of many mentees in the database: closed, computed by every strategy with its certificate, published."""

import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from benchmarks.matching.rounds import CAPACITY, round_of
from matching.models import MatchRound, PreferenceItem, Proposal
from matching.services.proposals import claim_proposal, compute, queue_proposals, record_result, unfinished_proposals
from matching.services.rounds import close_round
from matching.services.snapshots import load_snapshot
from notifications.models import Message
from people.models import Enrollment, MentorParticipation, PersonalInterest, SupportNeed, SupportOffer
from programs.models import Cycle, SupportFunction
from tests.factories.accounts import UserFactory
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import CycleFactory, InterestTermFactory
from tests.rounds import publish

TERMS, INTERESTS, SUPPORTS = 50, 6, 3

_Row = TypeVar("_Row", bound=Model)


def load(mentees: int) -> None:
    """Make an open round: n mentees with ten ranks each, n/4 mentors with four places, one in eight very popular."""
    call_command("migrate", interactive=False, verbosity=0)
    rng = np.random.default_rng(1)
    with transaction.atomic():
        cycle = CycleFactory.create()
        match_round = MatchRoundFactory.create(cycle=cycle, closes_at=timezone.now() + timedelta(days=7))
        InterestTermFactory.create_batch(TERMS, institution=cycle.program.institution)
        enrolled = _enrolled(cycle, _people(cycle, mentees, rng), rng)
        ready = _ready(cycle, _people(cycle, max(mentees // CAPACITY, 1), rng), rng)
        _rank(match_round, enrolled, ready, round_of(mentees).choices)
    connection.cursor().execute("ANALYZE")


def _people(cycle: Cycle, count: int, rng: np.random.Generator) -> list[User]:
    people = _saved(UserFactory.build() for _ in range(count))
    terms = list(cycle.program.institution.interest_terms.all())
    _saved(
        PersonalInterest(user=person, term=terms[at])
        for person in people
        for at in rng.choice(TERMS, INTERESTS, replace=False)
    )
    return people


def _enrolled(cycle: Cycle, people: Iterable[User], rng: np.random.Generator) -> list[Enrollment]:
    enrolled = _saved(EnrollmentFactory.build(cycle=cycle, mentee=person) for person in people)
    _saved(
        SupportNeed(enrollment=one, function=function, priority=priority)
        for one in enrolled
        for priority, function in enumerate(_functions(rng), 1)
    )
    return enrolled


def _ready(cycle: Cycle, people: Iterable[User], rng: np.random.Generator) -> list[MentorParticipation]:
    ready = _saved(MentorParticipationFactory.build(cycle=cycle, mentor=one, capacity=CAPACITY) for one in people)
    _saved(SupportOffer(participation=one, function=function) for one in ready for function in _functions(rng))
    return ready


def _functions(rng: np.random.Generator) -> list[str]:
    chosen: list[str] = rng.choice(SupportFunction.values, SUPPORTS, replace=False).tolist()
    return chosen


def _rank(
    match_round: MatchRound,
    enrolled: Iterable[Enrollment],
    ready: Sequence[MentorParticipation],
    choices: Iterable[Iterable[int]],
) -> None:
    lists = _saved(PreferenceListFactory.build(round=match_round, enrollment=one) for one in enrolled)
    _saved(
        PreferenceItem(preference_list=mine, participation=ready[mentor], rank=rank)
        for mine, row in zip(lists, choices, strict=True)
        for rank, mentor in enumerate(row, 1)
    )


def _saved(rows: Iterable[_Row]) -> list[_Row]:
    made = list(rows)
    return list(type(made[0])._default_manager.bulk_create(made, batch_size=2000))


def run(mentees: int) -> None:
    """Take the round through its steps and print what each costs."""
    match_round = MatchRound.objects.get()
    _say(f"A round of {mentees:,} mentees on {connection.vendor}\n{'step':34}{'seconds':>9}{'peak MB':>9}")
    begun = time.perf_counter()
    with _step("close: freeze the input"):
        close_round(match_round, now=timezone.now())
        queue_proposals(match_round, now=timezone.now())
    with _step("read the frozen input"):
        instance = load_snapshot(MatchRound.objects.get().snapshot)
    for pk in unfinished_proposals(match_round.pk):
        proposal = claim_proposal(pk)
        if proposal is None:
            raise SystemExit("Somebody else takes the proposals of this round.")
        with _step(f"{proposal.strategy}: solve and check"):
            outcome = compute(proposal, instance)
        with _step(f"{proposal.strategy}: write"):
            record_result(proposal, instance, outcome, now=timezone.now())
    _say(f"{'close and propose, all in all':34}{time.perf_counter() - begun:9.1f}{_peak():9,.0f}")
    proposal = Proposal.objects.get(strategy="choice-stable")
    with _step("publish"):
        publish(proposal, by=User.objects.earliest("pk"), now=timezone.now())
    _say(f"{proposal.metrics['pairs']:,} offers, {Message.objects.count():,} messages\n")


@contextmanager
def _step(name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    _say(f"{name:34}{time.perf_counter() - begun:9.1f}{_peak():9,.0f}")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
