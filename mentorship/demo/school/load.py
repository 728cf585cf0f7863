"""Loads the demo school: one call, one transaction, the same school for the same seed and day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from matching.models import Offer
from mentorship.demo.school import (
    agreements,
    check_ins,
    circles_at_work,
    first_author,
    handbook,
    life,
    matching,
    meetings,
    notes,
    office_hours,
    pairing_survey,
    peers,
    polls,
    questions,
    ratings,
    recognition,
    recruiting,
    rolling,
    rounds,
    surveys,
    told_each_other,
    training,
    weeks,
    work,
    years_before,
)
from mentorship.demo.school.calendar import at
from mentorship.demo.school.institution import (
    appoint_staff,
    create_institution,
    create_programs,
    settle_programs,
    tell_another_system,
)
from mentorship.demo.school.invitations import decline_for_good, sign_in_most
from mentorship.demo.school.mail import settle_mail
from mentorship.demo.school.meetings import SessionSchedule
from mentorship.demo.school.messages import quote_members, write_to_mentees
from mentorship.demo.school.people import Person, by_slug, generate_people, store_people
from mentorship.demo.school.photos import draw_portraits
from mentorship.demo.school.school import School
from mentorship.demo.school.taking_part import (
    MENTOR_PLACES,
    choose_mentees,
    choose_mentors,
    enroll,
    invite,
    mix_professions,
)
from mentorship.demo.school.voluntary import answer_of_their_own_accord
from mentorship.demo.school.words import list_words
from pairs.models import MentoringGroup, Mentorship
from pairs.services.staff_steps import pause_pair
from programs.models import Cycle
from reports.queries.editions import years_to_count, years_to_typeset
from reports.services.editions import count_year, write_pdf

SEED = 4172
# Those who stand in the pictured stories keep their places in them whatever is drawn.
_NAMED_QUIET = ("kofi-lindgren", "hana-dimitriou", "petra-halloran-ito", "owen-tallis-mbogo")
_QUIET_FIRST_STEPS = ("ravi-oyelaran", "marta-kowal-ngata", "elias-thornquist")


@transaction.atomic
def load_school(*, today: date, seed: int = SEED, scale: int = 1) -> School:
    """Load the whole demo school into an empty database.

    Args:
        today: the day around which the year is laid.
        seed: of everything that is drawn.
        scale: how many times larger than the demo school, for benchmarks.
    """
    random = Random(seed)
    institution = create_institution(today)
    people = generate_people(random, scale)
    store_people(people)
    school = School(today, random, by_slug(people), create_programs(institution, today))
    appoint_staff(institution, school.cycles, {slug: person.user for slug, person in school.people.items()})
    settle_programs(school.cycles, by=school.user("marguerite-olander-dube"))
    _take_part(school, people, scale)
    answer_of_their_own_accord(school)
    _publish_handbooks(school)
    training.train_mentors(school)
    rounds.match_compass(school, seed)
    rounds.match_by_survey(school, seed)
    rounds.rank_now(school, seed)
    last_onward = rounds.remember_onward(school)
    rounds.match_onward(school, last_onward, seed)
    circles = school.cycles["circles"]
    groups = matching.form_circles(
        circles,
        by=school.user("emeka-laurier-stone"),
        seed=seed,
        now=at(circles.running_from - timedelta(days=5), 9),
    )
    matching.propose_teams(
        school.cycles["research-bridge"],
        by=school.user("benedicta-okello-farr"),
        seed=seed,
        now=at(today - timedelta(days=1), 15),
    )
    matching.record_informal_pairs(school.cycles["informal"], people, today, random=random)
    matching.ask_to_confirm(
        school.cycles["informal"],
        by=school.user("zainab-rowe"),
        other=school.user("josette-arsenault-kay"),
        today=today,
    )
    rolling.ask_all_year(school)
    first_author.ask_the_mentors(school, seed=seed)
    recruiting.ask_more_mentors(school)
    recruiting.offer_to_mentor_unasked(school)
    pairs_of_peers = peers.pair_up(school, seed=seed)
    peers.look_back(school)
    _remember(school, people)
    _meet(school, groups, pairs_of_peers, last_onward)
    work.work_together(school, institution)
    notes.write_private_notes(school)
    office_hours.open_office(school)
    polls.ask_a_circle(school, groups)
    circles_at_work.plan_in_circles(school, groups)
    recruiting.thank_for_last_year(school, last_onward)
    write_to_mentees(school)
    quote_members(school)
    draw_portraits(school)
    list_words(institution)
    tell_another_system(institution, now=at(today, 0))
    settle_mail(school.named, now=at(today, 0))
    sign_in_most(school)
    decline_for_good(school)
    years_before.remember_the_years_before(school, seed=seed)
    surveys.ask_and_answer(school, seed=seed)
    pairing_survey.ask_for_the_pairing(school, seed=seed)
    recognition.certify(school)
    _count_reports(last_night=at(today, 0))
    weeks.count_two_weeks(school)
    return school


def _count_reports(*, last_night: datetime) -> None:
    """Figures of all years, and the PDFs of Compass: those of the others the worker writes within the hour."""
    for cycle in years_to_count(now=last_night):
        count_year(cycle, now=last_night)
    for cycle in years_to_typeset().filter(program__slug="compass").select_related("program__institution"):
        write_pdf(cycle)


def _take_part(school: School, people: list[Person], scale: int) -> None:
    mentees = choose_mentees(people, school.random, scale)
    mentors = choose_mentors(people, school.random, scale)
    mix_professions(mentees["circles"], scale)
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
    ratings.comment([pair for pair in answered if pair.mentor_id == shown.pk])
    ratings.tell_each_other([pair for pair in rated if pair.mentor_id == shown.pk])


def _close_onward(schedule: SessionSchedule, year: Cycle) -> None:
    """Last year's Onward closes: its pairs have met each quarter and are asked to look back."""
    for pair in year.mentorships.select_related("mentor", "mentee").order_by("pk"):
        for week in (4, 17, 30, 43):
            day = year.running_from + timedelta(weeks=week)
            schedule.meet(pair, day, program_minutes=year.program.session_minutes)


def _meet(
    school: School,
    groups: Sequence[MentoringGroup],
    pairs_of_peers: Sequence[MentoringGroup],
    last_onward: Cycle,
) -> None:
    schedule = SessionSchedule(school.random, school.today)
    noor, compass = school.user("noor-haddad-quist"), school.cycles["compass"]
    hers = Mentorship.objects.select_related("mentor", "mentee", "cycle__program").get(cycle=compass, mentee=noor)
    meetings.write_series(schedule, hers)
    meetings.leave_work_for_today(schedule, hers)
    meetings.hold_circle_sessions(schedule, groups)
    quiet_left = meetings.AT_RISK
    for slug, named, number in (
        ("first-steps", _QUIET_FIRST_STEPS, 4),
        ("across-borders", (), 1),
        ("compass", _NAMED_QUIET, quiet_left - 5),
    ):
        _meet_in(school, schedule, slug, named, number, missed=meetings.NO_SHOWS if slug == "compass" else 0)
    crowd = [row.mentee for row in school.enrollments["compass"] if row.mentee_id not in school.named]
    kofi = school.user("kofi-lindgren")
    meetings.plan_workshops(schedule, compass, school.user("dana-whitlow"), crowd, waiting=noor, taken_off=kofi)
    _close_onward(schedule, last_onward)
    peers.meet_as_peers(school, schedule, pairs_of_peers)
    schedule.store()
    questions.leave_open(hers, now=at(school.today, 8))
    agreements.agree(school)
    check_ins.check_in(school)
    told_each_other.tell_each_other(school)
    _pause_a_pair(school)
    life.live_on(school)


def _meet_in(
    school: School, schedule: SessionSchedule, slug: str, named: Sequence[str], quiet: int, *, missed: int
) -> None:
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
    meetings.hold_pair_sessions(schedule, cycle, pairs, quiet={pair.pk for pair in silent}, missed=missed)


def _pause_a_pair(school: School) -> None:
    """A pair that its coordinator has paused by hand."""
    pairs = school.cycles["compass"].mentorships.exclude(mentee__in=school.named).exclude(mentor__in=school.named)
    again = pairs.exclude(state=Mentorship.State.ACTIVE).values("mentee")
    pair = pairs.filter(state=Mentorship.State.ACTIVE).exclude(mentee__in=again).order_by("pk").last()
    if pair is not None:
        dana, moment = school.user("dana-whitlow"), at(school.today - timedelta(days=3), 11)
        pause_pair(pair, by=dana, reason="Both asked for a break until the exams are over.", now=moment)


def is_loaded() -> bool:
    """Whether anybody is there already."""
    return User.objects.exists() or Offer.objects.exists()
