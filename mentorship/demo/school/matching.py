"""The match rounds of the demo school, played through the same services that a coordinator uses."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from matching.models import GroupMember, MatchRound, MentoringGroup, Mentorship, Offer, Origin, Proposal, Strategy
from matching.services.offers import accept_offer, decline_offer
from matching.services.places import free_place, hold_places, lock_participation
from matching.services.proposals import queue_proposals, run_waiting
from matching.services.publishing import publish_round
from matching.services.rounds import close_round, create_round, open_round
from mentorship.demo.school.people import Person
from mentorship.demo.school.texts import toml
from programs.models import Cycle, Enrollment, MentorParticipation

INFORMAL_PAIRS = 26
DECLINED = 2
REMATCHED = 2


def open_ranking(cycle: Cycle, name: str, *, seed: int) -> MatchRound:
    """Make a round and open it on the day on which ranking opens."""
    round_ = create_round(cycle=cycle, name=name, closes_at=cycle.ranking_closes_at, seed=seed)
    return open_round(round_, now=cycle.ranking_opens_at)


def close_and_propose(round_: MatchRound, strategies: Sequence[str]) -> None:
    """Close the lists on time and let the strategies run within the hour."""
    closed_at = round_.closes_at + timedelta(minutes=5)
    round_ = close_round(round_, now=closed_at)
    queue_proposals(round_, strategies=strategies, now=closed_at)
    run_waiting(round_.pk, clock=lambda: closed_at + timedelta(hours=1))


def publish(round_: MatchRound, strategy: Strategy, *, by: User, now: datetime) -> list[Offer]:
    """Publish what a strategy proposes; returns the offers."""
    publish_round(
        Proposal.objects.get(round=round_, strategy=strategy, what_if=False), name=round_.name, by=by, now=now
    )
    return list(
        Offer.objects.filter(pair__proposal__round=round_)
        .select_related("enrollment__mentee", "participation__mentor")
        .order_by("pk")
    )


def answer(offers: Sequence[Offer], *, now: datetime, declined: int, keep: set[int]) -> None:
    """Let both sides of the offers answer within two days; `declined` of them say no, none of `keep`'s mentees."""
    reasons = [row for row in toml("year")["decline_reasons"] if row["by"] == "mentee"]
    refusing = [offer for offer in offers if offer.enrollment.mentee_id not in keep][-declined:] if declined else []
    with transaction.atomic():
        for position, offer in enumerate(offers):
            moment = now + timedelta(minutes=20 * (position % 140))
            if offer in refusing:
                row = reasons[refusing.index(offer) % len(reasons)]
                mentee = offer.enrollment.mentee
                decline_offer(offer, by=mentee, reason=row["text"], shared=row["shared"], now=moment)
            else:
                accept_offer(offer, by=offer.participation.mentor, now=moment)
                accept_offer(offer, by=offer.enrollment.mentee, now=moment + timedelta(hours=3))


def rematch(cycle: Cycle, today: date, *, keep: set[int], random: Random) -> None:
    """End two pairs without fault and give both mentees another mentor."""
    pairs = cycle.mentorships.filter(state=Mentorship.State.ACTIVE).exclude(mentee__in=keep)
    for old in random.sample(list(pairs.select_related("enrollment", "participation").order_by("pk")), REMATCHED):
        old.state, old.ended_on = Mentorship.State.ENDED, today - timedelta(days=20)
        old.save(update_fields=["state", "ended_on"])
        free_place(lock_participation(old.participation_id))
        free = cycle.participations.filter(state=MentorParticipation.State.READY, places_taken__lt=2)
        chosen = random.choice(list(free.exclude(pk=old.participation_id).order_by("pk")))
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
    """Open a supplementary round that takes lists for five more days."""
    round_ = create_round(
        cycle=parent.cycle,
        name="Supplementary round",
        closes_at=today_at + timedelta(days=5),
        parent=parent,
        seed=parent.seed + 1,
    )
    return open_round(round_, now=today_at - timedelta(days=3))


def draw_circles(
    cycle: Cycle, enrollments: Sequence[Enrollment], participations: Sequence[MentorParticipation], *, seed: int
) -> list[MentoringGroup]:
    """Form circles of eight, each with a physician and a mentor of another profession, by lot."""
    random = Random(seed)
    mentees = [row.mentee_id for row in enrollments]
    random.shuffle(mentees)
    half = len(participations) // 2
    groups = []
    for number, (one, other) in enumerate(zip(participations[:half], participations[half:], strict=True)):
        group = MentoringGroup.objects.create(cycle=cycle, name=f"Circle {number + 1}", seed=seed)
        sides = [(one.mentor_id, "mentor"), (other.mentor_id, "mentor")]
        sides += [(pk, "mentee") for pk in mentees[number * 8 : number * 8 + 8]]
        GroupMember.objects.bulk_create(GroupMember(group=group, user_id=pk, side=side) for pk, side in sides)
        groups.append(group)
    Enrollment.objects.filter(pk__in=[row.pk for row in enrollments]).update(state=Enrollment.State.MATCHED)
    return groups


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


def remember_earlier_year(
    cycle: Cycle, mentors: Sequence[User], mentees: Sequence[User], *, places: int
) -> list[Mentorship]:
    """Complete a year that is over: each mentor had some of the mentees, up to `places`."""
    participations = [
        MentorParticipation(
            cycle=cycle,
            mentor=mentor,
            state=MentorParticipation.State.ENDED,
            capacity=places,
            trained_on=cycle.enrolling_from,
        )
        for mentor in mentors
    ]
    MentorParticipation.objects.bulk_create(participations)
    enrollments = [
        Enrollment(cycle=cycle, mentee=mentee, state=Enrollment.State.COMPLETED, enrolled_at=cycle.ranking_opens_at)
        for mentee in mentees
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
            state=Mentorship.State.COMPLETED,
            started_on=cycle.running_from,
            ended_on=cycle.ends_on,
        )
        for number, enrollment in enumerate(enrollments[: places * len(participations)])
    ]
    return Mentorship.objects.bulk_create(pairs)
