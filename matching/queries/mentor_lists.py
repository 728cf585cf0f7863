"""Where mentors have a say: when they answer, and who listed them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from matching.models import MatchRound, MentorList, MentorListItem, PreferenceItem, PreferenceList, Proposal
from matching.queries.eligibility import unpaired_mentees
from pairs.queries.eligibility import barring_conflicts
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program


def mentors_rank_in(program: Program) -> bool:
    """Whether rounds of the program that open now ask its mentors: only where mentees rank."""
    return program.mentors_rank and program.pairing == Program.Pairing.CHOICE


def takes_mentor_lists(match_round: MatchRound) -> bool:
    """Whether mentors can answer now: lists are closed, and no method has run on them."""
    closed = match_round.state == MatchRound.State.CLOSED
    return match_round.mentors_rank and closed and not match_round.proposals.exists()


def round_for_mentors(cycle: Cycle) -> MatchRound | None:
    """The round of the cycle in which mentors can answer now."""
    rounds = MatchRound.objects.filter(cycle=cycle, state=MatchRound.State.CLOSED, mentors_rank=True, proposals=None)
    return rounds.select_related("cycle__program__institution").first()


def candidates(match_round: MatchRound, participation: MentorParticipation, *, day: date) -> QuerySet[Enrollment]:
    """The mentees who listed the mentor, still look for one and may be paired with them, by name: never by rank."""
    cycle, mentor = match_round.cycle, participation.mentor_id
    items = PreferenceItem.objects.filter(
        preference_list__round=match_round,
        preference_list__state=PreferenceList.State.LOCKED,
        preference_list__enrollment=OuterRef("pk"),
        participation=participation,
    )
    barred = barring_conflicts(cycle, day=day).filter(mentor=mentor).order_by().values("mentee")
    looking = unpaired_mentees(cycle).filter(Exists(items)).select_related("mentee")
    return looking.exclude(mentee__in=barred).exclude(mentee=mentor)


def listed_mentors(match_round: MatchRound) -> QuerySet[MentorParticipation]:
    """The mentors whom somebody listed who still looks for one."""
    items = PreferenceItem.objects.filter(
        preference_list__round=match_round,
        preference_list__state=PreferenceList.State.LOCKED,
        preference_list__enrollment__in=unpaired_mentees(match_round.cycle).values("pk"),
        participation=OuterRef("pk"),
    )
    return match_round.cycle.participations.ready().filter(Exists(items)).select_related("mentor")


def silent_mentors(match_round: MatchRound) -> QuerySet[MentorParticipation]:
    """Of those the mentors who have not answered."""
    answered = MentorList.objects.filter(round=match_round)
    return listed_mentors(match_round).exclude(pk__in=answered.values("participation"))


def asks_mentor(mentor: User) -> Q:
    """Which rounds they are in which mentors can answer now, somebody listed this one, and there is no answer."""
    listed = PreferenceItem.objects.filter(
        preference_list__state=PreferenceList.State.LOCKED,
        participation__mentor=mentor,
        participation__state=MentorParticipation.State.READY,
    ).order_by()
    answered = MentorList.objects.filter(round=OuterRef("pk"), participation__mentor=mentor)
    not_run = ~Exists(Proposal.objects.filter(round=OuterRef("pk")))
    in_rounds = Q(pk__in=listed.values("preference_list__round"))
    return Q(in_rounds, ~Exists(answered), not_run, state=MatchRound.State.CLOSED, mentors_rank=True)


def stored_answers(match_round: MatchRound, participation: MentorParticipation) -> dict[str, int | None]:
    """What the mentor has said so far: mentee's field → rank."""
    items = MentorListItem.objects.filter(mentor_list__round=match_round, mentor_list__participation=participation)
    return {field_of(enrollment): rank for enrollment, rank in items.values_list("enrollment_id", "rank")}


def field_of(enrollment: int) -> str:
    """The name of a mentee's field in the mentor's form."""
    return f"mentee_{enrollment}"
