"""The match rounds of the demo school, played through the same services that a coordinator uses."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db.models import F

from accounts.models import User
from matching.engine import SearchOptions
from matching.models import Answer, Attribute, MatchRound, Offer, Proposal, Strategy, Weight, Wish
from matching.models.stored import FormationAim
from matching.queries.eligibility import disclosed_exclusions, unpaired_mentees
from matching.queries.places import mentors_with_a_place
from matching.services.formation_publishing import publish_groups
from matching.services.formations import begin_forming, change_settings, create_formation
from matching.services.forming import form
from matching.services.offers import accept_offer, decline_offer, origin_of
from matching.services.offers_by_hand import offer_by_hand
from matching.services.proposals import queue_proposals, run_unfinished
from matching.services.publishing import publish_round
from matching.services.rounds import close_round, create_round, open_round
from mentorship.demo.school.calendar import at
from mentorship.demo.school.people import Person
from mentorship.demo.school.texts import toml
from pairs.models import MentoringGroup, Mentorship, Origin
from pairs.queries.eligibility import avoided_people
from pairs.services.announcements import announce_start
from pairs.services.informal import ask_to_record
from people.models import Enrollment, MentorParticipation
from people.services.places import free_place, hold_places
from programs.models import Cycle, CycleState

INFORMAL_PAIRS = 26
DECLINED = 2
REMATCHED = 2
ASKED = 2
# The effort ends the search: if the clock did, a busy machine would show another school.
_QUICK = SearchOptions(limit=600, effort=1)
_MENTEE_LATER = timedelta(hours=3)


def open_ranking(
    cycle: Cycle,
    name: str,
    *,
    seed: int,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    kept_year: Cycle | None = None,
) -> MatchRound:
    """Make a round and open it; without times on the days on which the cycle's ranking opens and closes."""
    match_round = create_round(
        cycle=cycle,
        name=name,
        closes_at=closes_at or cycle.ranking_closes_at,
        kept_year=kept_year,
        seed=seed,
        secret=_secret(cycle, seed),
    )
    return open_round(match_round, now=opens_at or cycle.ranking_opens_at)


def _secret(cycle: Cycle, seed: int) -> str:
    """No secret at all: the demo school pairs the same people each time it is loaded."""
    return f"demo {cycle.program.slug} {seed}"


def close_and_propose(match_round: MatchRound, strategies: Sequence[str]) -> None:
    """Close the lists on time and let the strategies run within the hour."""
    closed_at = match_round.closes_at + timedelta(minutes=5)
    match_round = close_round(match_round, now=closed_at)
    queue_proposals(match_round, strategies=strategies, now=closed_at)
    run_unfinished(match_round.pk, clock=lambda: closed_at + timedelta(hours=1))


def publish(match_round: MatchRound, strategy: Strategy, *, by: User, now: datetime) -> list[Offer]:
    """Publish what a strategy proposes; returns the offers."""
    proposal = Proposal.objects.get(round=match_round, strategy=strategy, what_if=False)
    # The lottery is secret and new each time: now and then the draw is lucky enough to beat any other proposal.
    publish_round(proposal, name=match_round.name, by=by, now=now, although_beaten=True)
    return list(
        Offer.objects.filter(proposed_pair__proposal__round=match_round)
        .select_related("enrollment__mentee", "enrollment__cycle__program__institution")
        .select_related("participation__mentor", "proposed_pair__proposal")
        .order_by("pk")
    )


def answer(offers: Sequence[Offer], *, now: datetime, declined: int, keep: set[int]) -> None:
    """Let both sides of the offers answer within two days.

    The many who accept are written in bulk, as `accept_offer` would write each of them.

    Args:
        offers: of one round, with their enrollments and participations.
        now: when the round was published.
        declined: how many mentees say no.
        keep: people (user ids) whose mentees say yes and who hear of it; messages to others would be cleared anyway.
    """
    moments = {offer.pk: now + timedelta(minutes=20 * (position % 140)) for position, offer in enumerate(offers)}
    unkept = [offer for offer in offers if offer.enrollment.mentee_id not in keep]
    refused = unkept[-declined:] if declined else []
    _decline(refused, moments)
    refused_keys = {offer.pk for offer in refused}
    for pair, moment in _accept([offer for offer in offers if offer.pk not in refused_keys], moments):
        if {pair.mentee_id, pair.mentor_id} & keep:
            announce_start(pair, now=moment)


def _decline(offers: Sequence[Offer], moments: dict[int, datetime]) -> None:
    reasons = [row for row in toml("year")["decline_reasons"] if row["by"] == "mentee"]
    for position, offer in enumerate(offers):
        row, mentee = reasons[position % len(reasons)], offer.enrollment.mentee
        decline_offer(offer, by=mentee, reason=row["text"], shared=row["shared"], now=moments[offer.pk])


def _accept(offers: Sequence[Offer], moments: dict[int, datetime]) -> list[tuple[Mentorship, datetime]]:
    """Write the yes of the mentors at `moments` and of the mentees some hours later; return the pairs as they begin."""
    yes = {"state": Offer.State.ACCEPTED, "mentor_answer": Answer.ACCEPTED, "mentee_answer": Answer.ACCEPTED}
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(**yes)
    for offer in offers:
        offer.mentor_answered_at = moments[offer.pk]
        offer.mentee_answered_at = moments[offer.pk] + _MENTEE_LATER
    Offer.objects.bulk_update(offers, ["mentor_answered_at", "mentee_answered_at"], batch_size=200)
    mentees = [offer.enrollment_id for offer in offers]
    Enrollment.objects.filter(pk__in=mentees).update(state=Enrollment.State.MATCHED)
    pairs = Mentorship.objects.bulk_create([_begun(offer, moments[offer.pk] + _MENTEE_LATER) for offer in offers])
    for offer, pair in zip(offers, pairs, strict=True):
        offer.mentorship = pair
    Offer.objects.bulk_update(offers, ["mentorship"], batch_size=200)
    return [(pair, moments[offer.pk] + _MENTEE_LATER) for pair, offer in zip(pairs, offers, strict=True)]


def _begun(offer: Offer, now: datetime) -> Mentorship:
    cycle = offer.enrollment.cycle
    return Mentorship(
        cycle=cycle,
        mentee=offer.enrollment.mentee,
        mentor=offer.participation.mentor,
        enrollment=offer.enrollment,
        participation=offer.participation,
        origin=origin_of(offer.proposed_pair),
        rank=offer.proposed_pair.rank if offer.proposed_pair else None,
        primary=offer.proposed_pair is None or offer.proposed_pair.place == 1,
        started_on=cycle.first_meeting_day(cycle.local_day(now)),
    )


def rematch(cycle: Cycle, today: date, *, keep: set[int], random: Random) -> None:
    """End two pairs without fault and give both mentees another mentor."""
    pairs = cycle.mentorships.filter(state=Mentorship.State.ACTIVE).exclude(mentee__in=keep)
    for old in random.sample(list(pairs.select_related("enrollment").order_by("pk")), REMATCHED):
        old.state, old.ended_on = Mentorship.State.ENDED, today - timedelta(days=20)
        old.save(update_fields=["state", "ended_on"])
        left = cycle.participations.get(mentorships=old)
        free_place(left)
        free = cycle.participations.filter(state=MentorParticipation.State.READY, places_taken__lt=F("capacity"))
        chosen = random.choice(list(free.exclude(pk=left.pk).order_by("pk")))
        hold_places([chosen.pk])
        Mentorship.objects.create(
            cycle=cycle,
            mentee_id=old.mentee_id,
            mentor_id=chosen.mentor_id,
            enrollment=old.enrollment,
            participation=chosen,
            origin=Origin.ASSIGNED,
            started_on=today - timedelta(days=14),
        )


def open_supplement(parent: MatchRound, today_at: datetime) -> MatchRound:
    """Open a supplementary round that takes lists for five more days; its mentees know the method."""
    match_round = create_round(
        cycle=parent.cycle,
        name="Supplementary round",
        closes_at=today_at + timedelta(days=5),
        parent=parent,
        announced_method=Strategy.CHOICE_STABLE,
        seed=parent.seed + 1,
        secret=_secret(parent.cycle, parent.seed + 1),
    )
    return open_round(match_round, now=today_at - timedelta(days=3))


def ask_some_by_hand(cycle: Cycle, *, by: User, now: datetime, keep: set[int]) -> None:
    """Two mentees who wait, and two mentors with room, are asked outside a round; one of the mentors has said yes.

    Nobody is drawn, so that the rest of the school stays as it is.

    Args:
        cycle: with a round behind it.
        by: its coordinator.
        now: when they are asked.
        keep: people (user ids) who are not asked.
    """
    day = cycle.local_day(now)
    mentors = mentors_with_a_place(cycle, day=day).exclude(mentor__in=keep).exclude(mentor=by).order_by("pk")
    waiting = unpaired_mentees(cycle).exclude(mentee__in=keep).order_by("-pk")[:ASKED]
    barred, taken = disclosed_exclusions(cycle, now=now) | avoided_people(cycle), set[int]()
    offers = []
    for enrollment in waiting:
        free = (row for row in mentors if row.pk not in taken)
        mentor = next(row for row in free if (enrollment.mentee_id, row.mentor_id) not in barred)
        taken.add(mentor.pk)
        why = "The two met at the open evening and would like to work together."
        offers.append(offer_by_hand(enrollment, participation=mentor, by=by, reason=why, now=now))
    accept_offer(offers[0], by=offers[0].participation.mentor, now=now + _MENTEE_LATER)


def form_circles(cycle: Cycle, *, by: User, seed: int, now: datetime) -> list[MentoringGroup]:
    """Form circles of eight, each with two mentors of different professions, and publish them."""
    formation = create_formation(cycle=cycle, by=by, seed=seed, secret=_secret(cycle, seed), now=now)
    begin_forming(formation, now=now)
    form(formation.pk, clock=lambda: now + timedelta(minutes=1))
    publish_groups(formation, by=by, now=now + timedelta(hours=2))
    return list(cycle.groups.order_by("pk"))


def form_peers(cycle: Cycle, *, by: User, seed: int, now: datetime) -> list[MentoringGroup]:
    """Form pairs of equals, and one three where the number is odd, and publish them."""
    formation = create_formation(cycle=cycle, by=by, seed=seed, secret=_secret(cycle, seed), now=now)
    begin_forming(formation, now=now)
    form(formation.pk, clock=lambda: now + timedelta(minutes=1), search=_QUICK)
    publish_groups(formation, by=by, now=now + timedelta(hours=2))
    return list(cycle.groups.order_by("pk"))


def propose_teams(cycle: Cycle, *, by: User, seed: int, now: datetime) -> None:
    """Form writing groups of those who share an interest, for their coordinator to look at."""
    formation = create_formation(cycle=cycle, by=by, seed=seed, secret=_secret(cycle, seed), now=now)
    wishes = {Attribute.INTERESTS: (Wish.SHARE, Weight.LOT), Attribute.YEAR: (Wish.SPREAD, Weight.SOME)}
    aims = [
        FormationAim(attribute=attribute.value, wish=wish.value, weight=weight.value)
        for attribute, (wish, weight) in wishes.items()
    ]
    sizes = {"fewest": 5, "most": 7, "mentors_each": 1, "mentors_differ": False, "groups_each": 1}
    settings = {"kind": MentoringGroup.Kind.TEAM, "lead_profession": "", "aims": aims, **sizes}
    formation = change_settings(formation, settings=settings)
    begin_forming(formation, now=now)
    form(formation.pk, clock=lambda: now + timedelta(minutes=1), search=_QUICK)


def record_informal_pairs(cycle: Cycle, people: Sequence[Person], today: date, *, random: Random) -> None:
    """Record pairs that found each other without the school."""
    mentees = random.sample([person for person in people if person.stage and not person.kind], INFORMAL_PAIRS)
    mentors = [person for person in people if person.kind and not person.stage]
    Mentorship.objects.bulk_create(
        Mentorship(
            cycle=cycle,
            mentee=mentee.user,
            mentor=random.choice(mentors).user,
            origin=Origin.INFORMAL,
            started_on=today - timedelta(days=random.randint(20, 200)),
        )
        for mentee in mentees
    )


def ask_to_confirm(cycle: Cycle, *, by: User, other: User, today: date) -> None:
    """Let a mentee ask somebody who mentors them without the school to confirm it."""
    asked = at(today - timedelta(days=2), 18)
    since = today - timedelta(days=150)
    ask_to_record(cycle, by=by, address=other.email, as_mentor=False, since=since, now=asked)


def remember_earlier_year(
    cycle: Cycle, mentors: Sequence[User], mentees: Sequence[User], *, places: int
) -> list[Mentorship]:
    """Write a year that is over or closes: each mentor had, or still has, as many of the mentees as `places`."""
    over = cycle.state == CycleState.CLOSED
    participations = [
        MentorParticipation(
            cycle=cycle,
            mentor=mentor,
            state=MentorParticipation.State.ENDED if over else MentorParticipation.State.READY,
            capacity=places,
            places_taken=0 if over else places,
            trained_on=cycle.enrolling_from,
        )
        for mentor in mentors
    ]
    MentorParticipation.objects.bulk_create(participations)
    enrolled = Enrollment.State.COMPLETED if over else Enrollment.State.MATCHED
    enrollments = [
        Enrollment(cycle=cycle, mentee=mentee, state=enrolled, enrolled_at=cycle.ranking_opens_at) for mentee in mentees
    ]
    Enrollment.objects.bulk_create(enrollments)
    pairs = [
        Mentorship(
            cycle=cycle,
            mentee_id=enrollment.mentee_id,
            mentor_id=participations[number // places].mentor_id,
            enrollment=enrollment,
            participation=participations[number // places],
            origin=Origin.CHOSEN,
            state=Mentorship.State.COMPLETED if over else Mentorship.State.ACTIVE,
            started_on=cycle.running_from,
            ended_on=cycle.ends_on if over else None,
        )
        for number, enrollment in enumerate(enrollments[: places * len(participations)])
    ]
    return Mentorship.objects.bulk_create(pairs)
