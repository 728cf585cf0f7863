"""What is remembered of earlier years: enough for a report over three years of Compass, and one of First Steps."""

from datetime import timedelta
from random import Random

from mentorship.demo.school import matching
from mentorship.demo.school.agreements import agree_in
from mentorship.demo.school.meetings import SessionSchedule
from mentorship.demo.school.school import School
from mentorship.demo.school.voluntary import answer_in
from pairs.models import Mentorship, Origin
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle

# The newest year first: mentors who are added to it, how often a session takes place when its time has come, and how
# many of a hundred pairs were not made from rankings but otherwise.
_YEARS = (
    (0, 0.72, 0, Origin.CHOSEN),
    (8, 0.6, 25, Origin.SURVEY),
    (4, 0.5, 45, Origin.ASSIGNED),
)
# At which rank mentees got their mentor, of a hundred.
_RANKS = (1,) * 52 + (2,) * 21 + (3,) * 12 + (4,) * 8 + (5,) * 4 + (6,) * 3
_PLACES = 3
# First Steps a year ago: near-peers with four each.
_NEAR_PEERS, _FIRST_YEARS, _STEPS_HELD = 6, 4, 0.66
# Pairs of a year that end early, mentees who find nobody, and mentors of today who were mentees then.
_ENDED, _LEFT_OVER, _ONCE_MENTEES = 2, 4, 3
_MISSED = 0.03
_EXAMS = 12
# Who could not meet tries again after so many days.
_LATER = 14


def remember_the_years_before(school: School, *, seed: int) -> None:
    """Fill the years that are over with people, ranks and sessions, whatever else was drawn.

    Args:
        school: with its earlier years and the pairs of those who are named.
        seed: of what is drawn here.
    """
    random, compass = Random(seed), school.cycles["compass"]
    schedule = SessionSchedule(random, school.today)
    earlier = compass.program.cycles.exclude(pk=compass.pk).order_by("-planning_from")
    for cycle, (more, held, others, origin) in zip(earlier, _YEARS, strict=True):
        _add_people(school, cycle, more, random)
        pairs = _settle_pairs(school, cycle, random, others, origin)
        for pair in pairs:
            _meet_through_the_year(schedule, pair, cycle, held, random)
    _mentor_once_mentored(school, list(earlier)[-1])
    for cycle in earlier:
        answer_in(cycle, cycle.enrollments.select_related("mentee").order_by("pk"))
        agree_in(cycle)
    _remember_first_steps(school, schedule, random)
    schedule.topics.clear()
    schedule.summaries.clear()
    schedule.store()


def _add_people(school: School, cycle: Cycle, more: int, random: Random) -> None:
    """Add mentors with their mentees, and mentees for whom nobody was left."""
    there = set(cycle.enrollments.values_list("mentee", flat=True))
    there |= set(cycle.participations.values_list("mentor", flat=True)) | school.named
    mentors = [row.mentor for row in school.participations["compass"] if row.mentor_id not in there][:more]
    there |= {mentor.pk for mentor in mentors} | {row.mentor_id for row in school.participations["compass"]}
    free = [row.mentee for row in school.enrollments["compass"] if row.mentee_id not in there]
    mentees = random.sample(free, more * _PLACES + _LEFT_OVER)
    matching.remember_earlier_year(cycle, mentors, mentees, places=_PLACES)


def _settle_pairs(school: School, cycle: Cycle, random: Random, others: int, origin: Origin) -> list[Mentorship]:
    """Say where each mentor stood on the mentee's list, who had none, and let two pairs end early."""
    pairs = list(cycle.mentorships.select_related("mentor", "mentee", "cycle__program").order_by("pk"))
    for pair in pairs:
        if random.randrange(100) < others:
            pair.origin = origin
        else:
            pair.rank = random.choice(_RANKS)
    unknown = [pair for pair in pairs if not {pair.mentor_id, pair.mentee_id} & school.named]
    for pair in random.sample(unknown, _ENDED):
        pair.state, pair.ended_on = Mentorship.State.ENDED, cycle.running_from + timedelta(days=95)
    Mentorship.objects.bulk_update(pairs, ["origin", "rank", "state", "ended_on"])
    return pairs


def _remember_first_steps(school: School, schedule: SessionSchedule, random: Random) -> None:
    """Last year's First Steps: near-peers of today with those who are in their second year now, by shared interests."""
    [cycle] = school.cycles["first-steps"].program.cycles.exclude(pk=school.cycles["first-steps"].pk)
    mentors = [row.mentor for row in school.participations["first-steps"] if row.mentor_id not in school.named]
    second = [person.user for person in school.people.values() if person.stage == "year_2" and not person.kind]
    mentees = [user for user in second if user.pk not in school.named]
    matching.remember_earlier_year(
        cycle, mentors[:_NEAR_PEERS], mentees[: _NEAR_PEERS * _FIRST_YEARS], places=_FIRST_YEARS
    )
    cycle.mentorships.update(origin=Origin.SURVEY)
    for pair in cycle.mentorships.select_related("mentor", "mentee", "cycle__program").order_by("pk"):
        _meet_through_the_year(schedule, pair, cycle, _STEPS_HELD, random)
    agree_in(cycle)


def _meet_through_the_year(
    schedule: SessionSchedule, pair: Mentorship, cycle: Cycle, held: float, random: Random
) -> None:
    """Let a pair meet about once in each interval, in the month of exams less often; who could not tries again."""
    if pair.sessions.exists():
        return
    program, last = cycle.program, min(pair.ended_on or cycle.closing_from, cycle.closing_from)
    day = cycle.running_from + timedelta(days=random.randint(5, 20))
    while day < last - timedelta(days=3):
        drawn, likely = random.random(), held * (0.65 if day.month == _EXAMS else 1)
        if drawn < likely - _MISSED:
            schedule.meet(pair, day, program_minutes=program.session_minutes)
        elif drawn < likely:
            schedule.miss(pair, day, program_minutes=program.session_minutes)
        met = drawn < likely - _MISSED
        day += timedelta(days=(program.cadence_days if met else _LATER) + random.randint(-3, 3))


def _mentor_once_mentored(school: School, cycle: Cycle) -> None:
    """Some who mentor today were mentees in the first year, of a mentor who is there still."""
    there = set(cycle.participations.values_list("mentor", flat=True)) | school.named
    once = [row.mentor for row in school.participations["compass"] if row.mentor_id not in there][-_ONCE_MENTEES:]
    mentor = cycle.participations.exclude(mentor__in=school.named).order_by("pk").last()
    if mentor is None:
        return
    MentorParticipation.objects.filter(pk=mentor.pk).update(capacity=_PLACES + len(once))
    enrollments = [
        Enrollment(cycle=cycle, mentee=user, state=Enrollment.State.COMPLETED, enrolled_at=cycle.ranking_opens_at)
        for user in once
    ]
    Enrollment.objects.bulk_create(enrollments)
    Mentorship.objects.bulk_create(
        Mentorship(
            cycle=cycle,
            mentee_id=enrollment.mentee_id,
            mentor_id=mentor.mentor_id,
            enrollment=enrollment,
            participation=mentor,
            origin=Origin.CHOSEN,
            rank=1,
            state=Mentorship.State.COMPLETED,
            started_on=cycle.running_from,
            ended_on=cycle.ends_on,
        )
        for enrollment in enrollments
    )
