"""Loads the demo school: one call, one transaction, the same school for the same seed and day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from matching.models import Offer, Strategy
from mentorship.demo.school import handbook, matching, meetings, questions, rankings, ratings
from mentorship.demo.school.calendar import at
from mentorship.demo.school.foundation import appoint_staff, found_institution, found_programs
from mentorship.demo.school.mail import settle_mail
from mentorship.demo.school.meetings import Diary
from mentorship.demo.school.people import Person, by_slug, invent_people, store_people
from mentorship.demo.school.taking_part import (
    MENTOR_PLACES,
    choose_mentees,
    choose_mentors,
    enroll,
    invite,
)
from pairs.models import MentoringGroup, Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, HandbookVersion

SEED = 4172
_EARLY = 3
# Those who stand in the pictured stories keep their places in them whatever is drawn.
_NAMED_QUIET = ("kofi-lindgren", "hana-dimitriou", "petra-halloran-ito", "owen-tallis-mbogo")
_QUIET_FIRST_STEPS = ("ravi-oyelaran", "marta-kowal-ngata", "elias-thornquist")


@dataclass(slots=True)
class School:
    """What the parts of the story hand on to each other.

    Attributes:
        named: the cast, and those who are named in the coordinator's lists, by user id.
    """

    today: date
    random: Random
    people: dict[str, Person]
    cycles: dict[str, Cycle]
    enrollments: dict[str, list[Enrollment]] = field(default_factory=dict)
    participations: dict[str, list[MentorParticipation]] = field(default_factory=dict)
    named: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.named = {person.user.pk for person in self.people.values() if "programs" in person.row}

    def user(self, slug: str) -> User:
        """A person of the cast."""
        return self.people[slug].user


@transaction.atomic
def load_school(*, today: date, seed: int = SEED, scale: int = 1) -> School:
    """Load the whole demo school into an empty database.

    Args:
        today: the day around which the year is laid.
        seed: of everything that is drawn.
        scale: how many times larger than the demo school, for benchmarks.
    """
    random = Random(seed)
    institution = found_institution()
    people = invent_people(random, scale)
    store_people(people)
    school = School(today, random, by_slug(people), found_programs(institution, today))
    appoint_staff(institution, school.cycles, {slug: person.user for slug, person in school.people.items()})
    _take_part(school, people, scale)
    _publish_handbooks(school)
    _match_compass(school, seed)
    _match_by_survey(school, seed)
    _rank_now(school, seed)
    groups = matching.draw_circles(
        school.cycles["circles"], school.enrollments["circles"], school.participations["circles"], seed=seed
    )
    matching.record_informal_pairs(school.cycles["informal"], people, today, random=random)
    _remember(school, people)
    _meet(school, groups, people)
    settle_mail(school.named, now=at(today, 0))
    return school


def _take_part(school: School, people: list[Person], scale: int) -> None:
    mentees = choose_mentees(people, school.random, scale)
    mentors = choose_mentors(people, school.random, scale)
    for slug, (_kinds, places) in MENTOR_PLACES.items():
        cycle = school.cycles[slug]
        school.enrollments[slug] = enroll(cycle, mentees[slug])
        school.participations[slug] = invite(cycle, mentors[slug], places=places, today=school.today)


def _publish_handbooks(school: School) -> None:
    admin = school.user("marguerite-olander-dube")
    for slug, cycle in school.cycles.items():
        published = at(cycle.planning_from + timedelta(weeks=2), 9)
        version = handbook.publish_first_version(cycle.program, by=admin, now=published)
        members = _members(school, slug)
        handbook.acknowledge(version, members, now=at(cycle.enrolling_from, 10))
    compass = school.cycles["compass"]
    day = handbook.second_version_day(school.today)
    version = handbook.publish_second_version(compass.program, by=admin, now=day)
    mentees = [row.mentee for row in school.enrollments["compass"]]
    mentors = [row.mentor for row in school.participations["compass"]]
    unsigned = {school.user("noor-haddad-quist").pk}
    unsigned |= {user.pk for user in mentees[-handbook.UNSIGNED_MENTEES + 1 :]}
    unsigned |= {user.pk for user in mentors[-handbook.UNSIGNED_MENTORS :]}
    signed = [user for user in [*mentees, *mentors] if user.pk not in unsigned]
    handbook.acknowledge(version, signed, now=day + timedelta(hours=4))


def _members(school: School, slug: str) -> list[User]:
    mentees = [row.mentee for row in school.enrollments.get(slug, [])]
    return mentees + [row.mentor for row in school.participations.get(slug, [])]


def _match_compass(school: School, seed: int) -> None:
    cycle, coordinator = school.cycles["compass"], school.user("dana-whitlow")
    match_round = matching.open_ranking(cycle, "Main round", seed=seed)
    ready = [row for row in school.participations["compass"] if row.state == MentorParticipation.State.READY]
    rankers = _rankers(school)
    wanted = next(row.pk for row in ready if row.mentor_id == school.user("leila-farrokhnia").pk)
    firsts = rankings.first_choices(rankers, ready, wanted=wanted, random=school.random)
    _give_noor_her_first(school, firsts, ready, wanted)
    wishes = rankings.draw_wishes(rankers, ready, length=cycle.program.list_length, random=school.random, firsts=firsts)
    rankings.declare_conflicts(wishes, rankers, ready, by=coordinator, random=school.random)
    rankings.write_lists(match_round, wishes, now=cycle.ranking_closes_at - timedelta(hours=20))
    matching.close_and_propose(match_round, Strategy.values)
    published = at(cycle.running_from - timedelta(days=3), 9)
    offers = matching.publish(match_round, Strategy.CHOICE_STABLE, by=coordinator, now=published)
    matching.answer(offers, now=published, declined=matching.DECLINED, keep=school.named)
    matching.rematch(cycle, school.today, keep=school.named, random=school.random)
    match_round.refresh_from_db()
    matching.open_supplement(match_round, at(school.today, 7))


def _rankers(school: School) -> list[Enrollment]:
    """All mentees of Compass but seven, none of whom is named."""
    rows = school.enrollments["compass"]
    unnamed = [row for row in rows if row.mentee_id not in school.named]
    silent = {row.pk for row in school.random.sample(unnamed, rankings.RANK_NOBODY)}
    return [row for row in rows if row.pk not in silent]


def _give_noor_her_first(
    school: School, firsts: dict[int, int], ready: Sequence[MentorParticipation], wanted: int
) -> None:
    """Swap first choices so that Noor ranks Dr Nambozo-Hale first; the counts stay as drawn."""
    noor = next(row.pk for row in school.enrollments["compass"] if row.mentee_id == school.user("noor-haddad-quist").pk)
    ruth = next(row.pk for row in ready if row.mentor_id == school.user("ruth-nambozo-hale").pk)
    other = next(pk for pk, first in firsts.items() if first == ruth)
    firsts[other], firsts[noor] = firsts[noor], ruth


def _match_by_survey(school: School, seed: int) -> None:
    for slug, coordinator in (("first-steps", "emeka-laurier-stone"), ("across-borders", "benedicta-okello-farr")):
        cycle = school.cycles[slug]
        match_round = matching.open_ranking(cycle, "Main round", seed=seed)
        matching.close_and_propose(match_round, (Strategy.SURVEY, Strategy.LOTTERY))
        published = at(cycle.running_from - timedelta(days=5), 9)
        offers = matching.publish(match_round, Strategy.SURVEY, by=school.user(coordinator), now=published)
        matching.answer(offers, now=published, declined=0, keep=school.named)


def _rank_now(school: School, seed: int) -> None:
    """One program ranks at present; in another the lists have just closed and the proposals are there."""
    bridge = school.cycles["research-bridge"]
    match_round = matching.open_ranking(bridge, "Main round", seed=seed)
    wishes = _wishes(school, "research-bridge")
    handed_in = dict(list(wishes.items())[: len(wishes) * 2 // 3])
    rankings.write_lists(match_round, handed_in, now=at(school.today - timedelta(days=2), 20))
    wishes = _wishes(school, "onward")
    _match_early(school, wishes, seed)
    onward = school.cycles["onward"]
    closed = matching.open_ranking(onward, "Main round", seed=seed, opens_at=at(school.today - timedelta(days=9), 10))
    rankings.write_lists(closed, wishes, now=onward.ranking_closes_at - timedelta(hours=30))
    matching.close_and_propose(closed, Strategy.values)


def _match_early(school: School, wishes: rankings.Wishes, seed: int) -> None:
    """Three residents who leave early have offers before the others rank; one of them has not been answered yet.

    Their lists are taken out of `wishes`.
    """
    onward = school.cycles["onward"]
    mateo, helena = school.user("mateo-quiroga-finch"), school.user("helena-vassallo-imrie")
    first = next(row for row in school.enrollments["onward"] if row.mentee_id == mateo.pk)
    hers = next(row for row in school.participations["onward"] if row.mentor_id == helena.pk)
    early = [first, *(row for row in school.enrollments["onward"] if row != first)][:_EARLY]
    later = onward.enrollments.exclude(pk__in=[row.pk for row in early])
    later.update(state=Enrollment.State.STARTED)
    closes_at = at(school.today - timedelta(days=12), 17)
    match_round = matching.open_ranking(onward, "Early round", seed=seed + 2, closes_at=closes_at)
    lists = {row.pk: wishes.pop(row.pk) for row in early}
    lists[first.pk] = [hers.pk, *(pk for pk in lists[first.pk] if pk != hers.pk)][: len(lists[first.pk])]
    rankings.write_lists(match_round, lists, now=closes_at - timedelta(hours=20))
    matching.close_and_propose(match_round, (Strategy.CHOICE_STABLE, Strategy.CHOICE_BEST, Strategy.LOTTERY))
    published = at(school.today - timedelta(days=9), 9)
    offers = matching.publish(match_round, Strategy.CHOICE_STABLE, by=school.user("dana-whitlow"), now=published)
    answered = [offer for offer in offers if offer.enrollment_id != first.pk]
    matching.answer(answered, now=published, declined=0, keep=school.named)
    later.update(state=Enrollment.State.ENROLLED, enrolled_at=published)


def _wishes(school: School, slug: str) -> rankings.Wishes:
    cycle = school.cycles[slug]
    return rankings.draw_wishes(
        school.enrollments[slug],
        school.participations[slug],
        length=cycle.program.list_length,
        random=school.random,
    )


def _remember(school: School, people: list[Person]) -> None:
    """Fill the earlier years: one mentor has nine answers, one has four."""
    earlier = list(school.cycles["compass"].program.cycles.exclude(pk=school.cycles["compass"].pk))
    mentors = [row.mentor for row in school.participations["compass"]]
    shown, hidden = school.user("ruth-nambozo-hale"), school.user("samuel-kiptanui-bell")
    others = [user for user in mentors if user not in (shown, hidden)]
    older = [person.user for person in people if person.stage in ("year_2", "year_3", "year_4", "resident")]
    mentoring = {mentor.pk for mentor in mentors}
    older = [user for user in older if user.pk not in mentoring]
    rated: list[Mentorship] = []
    for number, cycle in enumerate(earlier):
        group = [shown, hidden, *others[: 20 if number == 0 else 4]]
        mentees = school.random.sample(older, len(group) * 3)
        rated += matching.remember_earlier_year(cycle, group, mentees, places=3)
    answered = [pair for pair in rated if pair.mentor_id == shown.pk][: ratings.SHOWN_AT]
    answered += [pair for pair in rated if pair.mentor_id == hidden.pk][: ratings.HIDDEN_AT]
    ratings.rate(answered, school.random)
    ratings.tell_each_other([pair for pair in rated if pair.mentor_id == shown.pk])


def _close_onward(school: School, people: list[Person], diary: Diary) -> None:
    """Last year's Onward closes: its pairs have met each quarter and are asked to look back."""
    cycle = school.cycles["onward"].program.cycles.get(state=CycleState.CLOSING)
    mentors = [row.mentor for row in school.participations["onward"]]
    jiayi, now_in_it = school.user("jiayi-hwang-adler"), {row.mentee_id for row in school.enrollments["onward"]}
    residents = [person.user for person in people if person.stage == "resident" and person.user.pk not in now_in_it]
    mentees = [jiayi, *(user for user in residents if user != jiayi and user not in mentors)]
    helena = school.user("helena-vassallo-imrie")
    mentors.sort(key=lambda mentor: mentor != helena)
    number = min(len(mentors), len(mentees))
    pairs = matching.remember_earlier_year(cycle, mentors[:number], mentees[:number], places=1)
    version = cycle.program.handbook_versions.get(state=HandbookVersion.State.PUBLISHED)
    handbook.acknowledge(version, mentees[:number], now=at(cycle.enrolling_from, 10))
    for pair in Mentorship.objects.filter(pk__in=[pair.pk for pair in pairs]).select_related("mentor", "mentee"):
        for week in (4, 17, 30, 43):
            day = cycle.running_from + timedelta(weeks=week)
            diary.meet(pair, day, program_minutes=cycle.program.session_minutes)


def _meet(school: School, groups: Sequence[MentoringGroup], people: list[Person]) -> None:
    diary = Diary(school.random, school.today)
    noor, compass = school.user("noor-haddad-quist"), school.cycles["compass"]
    hers = Mentorship.objects.select_related("mentor", "mentee", "cycle__program").get(cycle=compass, mentee=noor)
    meetings.write_series(diary, hers)
    meetings.leave_work_for_today(diary, hers)
    meetings.play_circles(diary, groups)
    quiet_left = meetings.AT_RISK
    for slug, named, number in (
        ("first-steps", _QUIET_FIRST_STEPS, 4),
        ("across-borders", (), 1),
        ("compass", _NAMED_QUIET, quiet_left - 5),
    ):
        _meet_in(school, diary, slug, named, number, missed=meetings.NO_SHOWS if slug == "compass" else 0)
    crowd = [row.mentee for row in school.enrollments["compass"] if row.mentee_id not in school.named]
    meetings.plan_workshops(diary, compass, school.user("dana-whitlow"), crowd, noor)
    _close_onward(school, people, diary)
    diary.store()
    questions.leave_open(hers, now=at(school.today, 8))


def _meet_in(school: School, diary: Diary, slug: str, named: Sequence[str], quiet: int, *, missed: int) -> None:
    cycle = school.cycles[slug]
    pairs = list(
        cycle.mentorships.filter(state=Mentorship.State.ACTIVE)
        .exclude(mentee=school.user("noor-haddad-quist"))
        .select_related("mentor", "mentee", "cycle__program")
        .order_by("pk")
    )
    settled = [pair for pair in pairs if pair.started_on < school.today - timedelta(days=40)]
    slugs = {school.user(slug).pk for slug in named}
    silent = [pair for pair in settled if pair.mentee_id in slugs]
    silent += [pair for pair in settled if pair.mentee_id not in school.named][: quiet - len(silent)]
    meetings.play_pairs(diary, cycle, pairs, quiet={pair.pk for pair in silent}, missed=missed)


def is_loaded() -> bool:
    """Whether anybody is there already."""
    return User.objects.exists() or Offer.objects.exists()
