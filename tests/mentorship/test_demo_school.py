"""The stories that the demo school promises, each found in what is loaded."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import Role, User
from core.markdown import CHAPTER, targets
from feedback.models import ConfidentialAnswer, DevelopmentalFeedback
from feedback.presentation.means import shown_comments, shown_means
from home.standing import standing_in_years, standing_of
from home.todo import member_tasks
from matching.models import (
    MatchRound,
    MentorListItem,
    MentorRequest,
    Offer,
    PeerRequest,
    PreferenceItem,
    PreferenceList,
    Proposal,
)
from matching.queries.keeping import changes_of
from matching.queries.mentor_lists import silent_mentors, takes_mentor_lists
from mentorship.demo.cast import cast_members
from mentorship.demo.school.calendar import TORONTO, is_working_day
from mentorship.demo.school.invitations import NEVER_SIGNED_IN
from mentorship.demo.school.load import load_school
from mentorship.demo.school.recruiting import ASKED
from mentorship.demo.school.school import School
from notifications.models import Message
from pairs.models import (
    Action,
    AgreementVersion,
    CheckIn,
    Conflict,
    Goal,
    Mentorship,
    Pause,
    SharedThing,
    Signature,
    Topic,
    WordOfThanks,
)
from people.models import MentoringOptOut, MentorParticipation
from people.services.next_year import repeat_year
from programs.models import Appointment, Cycle, CycleState, HandbookVersion
from programs.presentation.year_plan import dates_from, plan_of
from programs.services.cycles import advance_cycle
from reports.models import ReportEdition
from reports.presentation.insights import insights_for
from sessions.models import Attendance, MentoringSession, SessionSeries, TimeSuggestion
from sessions.queries.drift import at_risk_pairs
from sessions.queries.leaves import sessions_during
from sessions.queries.pending import disputed_logs
from surveys import todo as surveys
from surveys.models import SurveyResponse
from surveys.models.answering import is_answer
from surveys.models.content import questions_of
from surveys.queries.answers import answers_of, response_rates, waves_of
from surveys.queries.pairing import pairing_answers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


def _who_and_when() -> tuple[list[str], list[tuple[str, str]], list[tuple[datetime, str]]]:
    """Who is there, who is paired, and when they meet."""
    people = sorted(User.objects.values_list("email", flat=True))
    pairs = sorted(Mentorship.objects.values_list("mentee__email", "mentor__email"))
    return people, pairs, sorted(MentoringSession.objects.values_list("starts_at", "organiser__email"))


@pytest.fixture(scope="module")
def loaded_before(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """What another loading with the same seed and day found."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_school(today=TODAY)
        found = _who_and_when()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def school(loaded_before: Any, django_db_blocker: DjangoDbBlocker) -> Iterator[School]:
    """The school, loaded once for all tests of this file and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_school(today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def compass(school: School) -> Cycle:
    return school.cycles["compass"]


@pytest.mark.usefixtures("school")
def test_the_same_seed_and_day_give_the_same_school(loaded_before: Any) -> None:
    assert _who_and_when() == loaded_before


def test_the_school_has_the_people_it_promises(school: School) -> None:
    mentees = {row.mentee_id for rows in school.enrollments.values() for row in rows}
    mentors = {row.mentor_id for rows in school.participations.values() for row in rows}
    assert (len(mentees), len(mentors), len(mentees & mentors)) == (240, 70, 16)
    staff = Counter(role for role, _user in Appointment.objects.values_list("role", "user").distinct())
    assert staff == {Role.COORDINATOR: 4, Role.ADMIN: 2, Role.SAFEGUARDING: 1}


def test_open_door_has_a_request_in_every_state(school: School) -> None:
    requests = MentorRequest.objects.filter(enrollment__cycle=school.cycles["open-door"])
    states = Counter(requests.values_list("state", flat=True))
    assert states == {"accepted": 4, "open": 3, "waiting": 1, "declined": 1}
    tova = school.user("tova-abramsky-reid")
    tasks = member_tasks(standing_in_years(tova), now=NOW)
    assert "Ask a mentor" in [task.title for task in tasks]


def test_side_by_side_has_four_pairs_a_three_and_two_who_wait(school: School) -> None:
    groups = school.cycles["side-by-side"].groups.annotate(n=Count("members"))
    assert Counter(groups.values_list("n", flat=True)) == {2: 4, 3: 1}
    states = Counter(school.cycles["side-by-side"].enrollments.values_list("state", flat=True))
    assert states == {"matched": 11, "waitlisted": 2}
    ibrahim = school.user("ibrahim-saar")
    tasks = member_tasks(standing_in_years(ibrahim), now=NOW)
    assert "Say whether you’re coming" in [task.title for task in tasks]
    written = DevelopmentalFeedback.objects.filter(group__isnull=False)
    assert (written.count(), written.exclude(answered_at=None).count()) == (3, 1)
    assert PeerRequest.objects.filter(state="open", asked__isnull=False).count() == 1


def test_in_first_author_mentors_have_their_say_and_dr_venkataswamy_has_not_said_anything(school: School) -> None:
    asked = MatchRound.objects.get(cycle=school.cycles["first-author"])
    silent = {row.mentor.given_name for row in silent_mentors(asked)}
    assert takes_mentor_lists(asked)
    assert "Priya" in silent
    assert asked.mentor_lists.count() == 2
    assert set(MentorListItem.objects.filter(mentor_list__round=asked).values_list("rank", flat=True)) > {None, 1}


def test_the_round_of_onward_keeps_most_pairs_of_last_year_and_one_changes(school: School) -> None:
    proposed = MatchRound.objects.get(cycle=school.cycles["onward"], state=MatchRound.State.PROPOSED)
    ready = proposed.proposals.get(strategy="choice-stable")
    assert (ready.metrics["present"], ready.metrics["kept"]) == (5, 4)
    [change] = changes_of(ready)
    assert change.before != change.after


def test_a_few_have_never_signed_in_and_one_mentor_is_not_to_be_asked_again(school: School) -> None:
    never = school.cycles["compass"].enrollments.filter(mentee__last_login=None)
    assert never.count() == NEVER_SIGNED_IN
    assert MentoringOptOut.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "mentees", "mentors"),
    [
        ("compass", 124, 44),
        ("circles", 64, 16),
        ("first-steps", 50, 10),
        ("research-bridge", 36, 18 + ASKED),
        ("across-borders", 24, 10),
        ("onward", 12, 6),
    ],
)
def test_each_program_has_its_size(school: School, slug: str, mentees: int, mentors: int) -> None:
    cycle = school.cycles[slug]
    assert (cycle.enrollments.count(), cycle.participations.count()) == (mentees, mentors)


def test_compass_has_132_places(compass: Cycle) -> None:
    assert sum(compass.participations.values_list("capacity", flat=True)) == 132


def test_everybody_of_the_cast_can_sign_in(school: School) -> None:
    assert User.objects.filter(email__in=[member.email for member in cast_members()]).count() == len(cast_members())


def test_one_mentor_is_first_for_nineteen_and_five_for_nobody(compass: Cycle) -> None:
    firsts = Counter(
        PreferenceItem.objects.filter(rank=1, preference_list__round__cycle=compass).values_list(
            "participation__mentor__email", flat=True
        )
    )
    ready = compass.participations.filter(state=MentorParticipation.State.READY).count()
    assert firsts["leila-farrokhnia@haldenlake.example"] == 19
    assert ready - len(firsts) == 5


def test_seven_mentees_rank_nobody(compass: Cycle) -> None:
    main = compass.rounds.get(kind=MatchRound.Kind.MAIN)
    assert compass.enrollments.count() - PreferenceList.objects.filter(round=main).count() == 7


def test_six_grading_conflicts(school: School) -> None:
    assert Conflict.objects.filter(kind=Conflict.Kind.GRADES).count() == 6


def test_rounds_stand_in_every_state(school: School) -> None:
    by_program = {
        (match_round.cycle.program.slug, match_round.kind): match_round.state
        for match_round in MatchRound.objects.select_related("cycle__program").order_by("pk")
    }
    assert by_program["compass", "main"] == MatchRound.State.PUBLISHED
    assert by_program["compass", "supplementary"] == MatchRound.State.OPEN
    assert by_program["research-bridge", "main"] == MatchRound.State.OPEN
    assert by_program["onward", "main"] == MatchRound.State.PROPOSED


def test_the_closed_round_has_at_least_three_proposals(school: School) -> None:
    proposed = MatchRound.objects.get(cycle=school.cycles["onward"], state=MatchRound.State.PROPOSED)
    ready = Proposal.objects.filter(round=proposed, state=Proposal.State.READY)
    assert ready.count() >= 3


def test_a_mentor_is_on_leave(compass: Cycle) -> None:
    away = compass.participations.get(state=MentorParticipation.State.PAUSED)
    assert away.away_from is not None
    assert away.away_until is not None
    assert away.away_from <= TODAY <= away.away_until


def test_somebody_stands_in_while_a_pair_is_paused(compass: Cycle) -> None:
    interim = compass.mentorships.select_related("interim_for").get(interim_for__isnull=False)
    assert interim.interim_for is not None
    assert (interim.state, interim.interim_for.state) == (Mentorship.State.ACTIVE, Mentorship.State.PAUSED)
    assert interim.mentee_id == interim.interim_for.mentee_id


def test_a_mentor_suggests_another_time_and_the_agreed_session_stands(school: School) -> None:
    suggestion = TimeSuggestion.objects.open_at(NOW).get()
    assert suggestion.session.state == MentoringSession.State.SCHEDULED
    assert suggestion.session.mentorship is not None
    assert suggestion.session.mentorship.mentee.given_name == "Noor"
    assert suggestion.by == suggestion.session.mentorship.mentor


def test_a_log_is_disputed_and_waits_for_the_mentor(school: School) -> None:
    disputed = MentoringSession.objects.get(confirmation=MentoringSession.Confirmation.DISPUTED)
    assert disputed.mentorship is not None
    assert disputed in disputed_logs(disputed.mentorship.mentor)


def test_a_session_falls_into_a_leave_that_is_still_to_come(compass: Cycle) -> None:
    away = compass.participations.get(away_from__gt=TODAY)
    assert away.state == MentorParticipation.State.READY
    assert sessions_during([away], NOW).exists()


def test_two_pairs_ended_without_fault_and_both_mentees_have_another_mentor(compass: Cycle) -> None:
    ended = list(compass.mentorships.filter(state=Mentorship.State.ENDED).values_list("mentee", flat=True))
    assert len(ended) == 2
    assert compass.mentorships.filter(mentee__in=ended, state=Mentorship.State.ACTIVE).count() == 2


def test_no_mentor_has_more_pairs_and_offers_than_places(school: School) -> None:
    rows = MentorParticipation.objects.exclude(state=MentorParticipation.State.ENDED)
    live = dict(
        rows.annotate(n=Count("mentorships", filter=Q(mentorships__state__in=Mentorship.LIVE))).values_list("pk", "n")
    )
    held = dict(rows.annotate(n=Count("offers", filter=Q(offers__state=Offer.State.PENDING))).values_list("pk", "n"))
    for row in rows:
        assert live[row.pk] + held[row.pk] == row.places_taken <= row.capacity


def test_noor_and_ruth_share_topics_actions_goals_files_and_thanks(school: School, compass: Cycle) -> None:
    hers = Mentorship.objects.get(cycle=compass, mentee=school.user("noor-haddad-quist"))
    kinds = (Topic, Action, Goal, SharedThing, WordOfThanks)
    assert [kind.objects.filter(mentorship=hers).count() for kind in kinds] == [3, 5, 4, 3, 2]
    assert SharedThing.objects.get(mentorship=hers, ending="docx").content.startswith(b"PK")
    assert Goal.objects.exclude(mentorship=hers).values("mentorship").distinct().count() > 40
    assert compass.program.institution.suggested_goals.exists()


def test_eleven_pairs_are_at_risk(school: School) -> None:
    quiet = 0
    for pair in Mentorship.objects.filter(state=Mentorship.State.ACTIVE, cycle__state="running").exclude(
        origin="informal"
    ):
        interval = timedelta(days=1.5 * pair.cycle.program.cadence_days)
        held = pair.sessions.filter(state=MentoringSession.State.HELD, starts_at__gt=NOW - interval).exists()
        booked = pair.sessions.filter(state=MentoringSession.State.SCHEDULED, starts_at__gt=NOW).exists()
        quiet += not held and not booked and pair.started_on < (NOW - interval).date()
    assert quiet == 11


def test_nine_mentees_did_not_come(school: School) -> None:
    this_year = Attendance.objects.exclude(session__cycle__state="closed")
    assert this_year.filter(state=Attendance.State.NO_SHOW).count() == 9


def test_a_workshop_is_full_and_five_wait_with_noor_as_the_third(school: School) -> None:
    workshop = MentoringSession.objects.get(kind=MentoringSession.Kind.WORKSHOP, places=12, title__icontains="mock")
    assert workshop.attendances.filter(state=Attendance.State.CONFIRMED, leads=False).count() == 12
    waiting = list(workshop.attendances.filter(state=Attendance.State.WAITLISTED).order_by("waiting_since"))
    assert len(waiting) == 5
    assert waiting[2].user.given_name == "Noor"
    assert workshop.attendances.get(state=Attendance.State.EXCUSED).user.given_name == "Kofi"


def test_a_circle_has_somebody_of_the_cast_in_each_role(school: School) -> None:
    evenings = MentoringSession.objects.filter(title__endswith="evening 2", state=MentoringSession.State.SCHEDULED)
    host, other, member = (
        school.user(slug) for slug in ("adaeze-pell-nwosu", "josette-arsenault-kay", "tova-abramsky-reid")
    )
    assert evenings.get(organiser=host).attendances.get(user=host).leads
    beside = evenings.exclude(organiser=other).get(attendances__user=other)
    assert beside.attendances.get(user=other).leads
    assert not evenings.get(attendances__user=member).attendances.get(user=member).leads


def test_a_series_between_toronto_and_kampala_keeps_its_hour_in_kampala_when_the_clocks_change(school: School) -> None:
    series = SessionSeries.objects.get()
    sessions = list(series.sessions.select_related("mentorship__mentee", "mentorship__mentor"))
    pair = sessions[0].mentorship
    assert pair is not None
    assert {session.starts_at.astimezone(pair.mentor.zone).hour for session in sessions} == {16}
    assert {session.starts_at.astimezone(pair.mentee.zone).hour for session in sessions} == {8, 9}


def test_the_second_handbook_is_in_force_and_31_have_not_signed_it(compass: Cycle) -> None:
    version = HandbookVersion.objects.get(program=compass.program, state=HandbookVersion.State.PUBLISHED)
    members = set(compass.enrollments.values_list("mentee", flat=True)) | set(
        compass.participations.values_list("mentor", flat=True)
    )
    signed = set(version.acknowledgements.values_list("user", flat=True))
    assert version.number == 2
    assert len(members - signed) == 31


def test_a_chapter_shows_a_picture_and_chapters_link_to_each_other(compass: Cycle) -> None:
    version = HandbookVersion.objects.get(program=compass.program, state=HandbookVersion.State.PUBLISHED)
    found = [target for chapter in version.chapters.all() for target in targets(chapter.body)]
    assert [target.words[:10] for target in found if target.is_image] == ["Two people"]
    assert sum(target.named(CHAPTER) is not None for target in found) == 3


def test_every_program_has_sixteen_chapters_and_peers_have_their_own(school: School) -> None:
    versions = HandbookVersion.objects.annotate(n=Count("chapters"))
    of_peers = versions.filter(program__pairing="peers")
    assert set(versions.exclude(pk__in=of_peers).values_list("n", flat=True)) == {16}
    [short] = of_peers
    words = " ".join(short.chapters.values_list("body", flat=True)).lower()
    assert short.chapters.count() == 4
    assert "mentor" not in words
    assert "mentee" not in words


def test_one_mentor_has_nine_answers_and_one_has_four(school: School) -> None:
    answers = Counter(ConfidentialAnswer.objects.values_list("participation__mentor__family_name", flat=True))
    assert answers == {"Nambozo-Hale": 9, "Kiptanui-Bell": 4}
    shown, hidden = (User.objects.get(family_name=name) for name in ("Nambozo-Hale", "Kiptanui-Bell"))
    compass = school.cycles["compass"].program
    means = shown_means(shown, compass)
    assert means
    assert [row.answers >= 5 for row in means.rows if row.mean].count(True) >= 3
    assert len(shown_comments(shown, compass)) == 6
    assert (shown_means(hidden, compass), shown_comments(hidden, compass)) == (None, [])


def test_last_year_is_complete(school: School) -> None:
    past = Cycle.objects.filter(program__slug="compass", state="closed")
    assert past.count() == 3
    assert not Mentorship.objects.live().filter(cycle__in=past).exists()


def test_pairs_pause_one_past_its_day_and_one_of_last_year_goes_on(school: School) -> None:
    going_on = Pause.objects.going_on().asked_for()
    assert (going_on.count(), going_on.past_their_day(school.today).count()) == (2, 1)
    before = Mentorship.objects.exclude(continues=None).get().continues
    assert before
    assert before.closing_words.count() == 2
    quiet = at_risk_pairs(school.cycles["compass"], now=NOW)
    assert {vars(pair)["held"] for pair in quiet if pair.nudged_on} == {0}


def test_26_pairs_found_each_other(school: School) -> None:
    assert Mentorship.objects.filter(origin="informal", continues=None).count() == 26


def test_circles_have_eight_mentees_and_two_mentors(school: School) -> None:
    for group in school.cycles["circles"].groups.prefetch_related("members"):
        assert Counter(member.side for member in group.members.all()) == {"mentee": 8, "mentor": 2}


def test_each_circle_holds_its_share_of_each_year_and_professions_of_both_sides(
    school: School,
) -> None:
    cycle = school.cycles["circles"]
    year = dict(cycle.enrollments.values_list("mentee", "cohort"))
    of_year = Counter(year.values())
    for group in cycle.groups.prefetch_related("members__user"):
        members = list(group.members.all())
        assert len({member.user.profession for member in members if member.side == "mentor"}) == 2
        years = Counter(year[member.user_id] for member in members if member.side == "mentee")
        assert all(number // 8 <= years[one] <= -(-number // 8) for one, number in of_year.items())
        professions = {member.user.profession for member in members if member.side == "mentee"}
        assert professions == {"Medical student", "Nursing student", "Pharmacy student", "Social work student"}


def test_nothing_that_is_over_waits_in_the_outbox(school: School) -> None:
    assert not Message.objects.filter(state=Message.State.PENDING, due_at__lt=NOW - timedelta(days=1)).exists()
    assert not Message.objects.filter(state=Message.State.FAILED).exists()
    assert Message.objects.filter(recipient__given_name="Noor", state=Message.State.SENT).exists()


def test_two_offers_were_declined(compass: Cycle) -> None:
    assert Offer.objects.filter(enrollment__cycle=compass, state=Offer.State.DECLINED).count() == 2


def test_two_are_asked_by_hand_and_wait_for_answers(compass: Cycle) -> None:
    asked = Offer.objects.filter(enrollment__cycle=compass, proposed_pair=None, expires_at__gt=NOW)
    answers = asked.order_by("pk").values_list("state", "mentee_answer", "mentor_answer")
    assert list(answers) == [("pending", "none", "accepted"), ("pending", "none", "none")]


def test_a_resident_has_two_offers_and_the_first_waits_for_both(school: School) -> None:
    offer, _second = Offer.objects.filter(enrollment__mentee=school.user("mateo-quiroga-finch")).order_by("pk")
    assert offer.participation.mentor == school.user("helena-vassallo-imrie")
    assert (offer.state, offer.mentee_answer, offer.mentor_answer) == ("pending", "none", "none")
    assert offer.expires_at > NOW


def test_onward_has_proposals_to_compare_for_those_whom_the_early_round_did_not_take(school: School) -> None:
    early, main = MatchRound.objects.filter(cycle=school.cycles["onward"]).order_by("pk")
    assert (early.state, main.state) == ("published", "proposed")
    assert early.published_at is not None
    assert main.opened_at is not None
    assert early.published_at < main.opened_at
    assert main.snapshot.mentees == 9


def test_a_member_of_a_circle_knows_when_it_meets_next(school: School) -> None:
    tova = school.user("tova-abramsky-reid")
    ahead = Attendance.objects.filter(user=tova, state="confirmed", session__kind="group", session__starts_at__gt=NOW)
    assert ahead.count() == 1


def test_somebody_can_look_back_on_a_year_that_closes(school: School) -> None:
    jiayi = school.user("jiayi-hwang-adler")
    pair = Mentorship.objects.get(mentee=jiayi, cycle__state="closing")
    assert pair.mentor == school.user("helena-vassallo-imrie")
    tasks = [task.title for task in member_tasks(standing_of(jiayi, list(jiayi.enrollments.all()), []), now=NOW)]
    assert "Look back on the year with Dr Vassallo-Imrie" in tasks


def test_nobody_meets_on_a_holiday_and_workshops_and_circles_keep_to_weekdays(school: School) -> None:
    for session in MentoringSession.objects.exclude(state="cancelled").select_related("series"):
        day = session.starts_at.astimezone(session.zone).date()
        assert (day.month, day.day) not in {(12, 24), (12, 25), (12, 26), (1, 1)}, session
        assert session.series or is_working_day(day), session


def test_video_has_a_link_and_a_walk_has_daylight(school: School) -> None:
    for session in MentoringSession.objects.all():
        assert bool(session.join_url) is (session.mode == "video"), session
        if session.mode == "walk" and session.series_id is None:
            assert 12 <= session.starts_at.astimezone(session.zone).hour <= 13


def test_evenings_are_in_the_evening_and_afternoons_in_the_afternoon(school: School) -> None:
    for session in MentoringSession.objects.filter(kind="group", group__kind="circle"):
        assert session.starts_at.astimezone(session.zone).hour >= 17
    for session in MentoringSession.objects.filter(kind="workshop", description__icontains="afternoon"):
        assert 12 <= session.starts_at.astimezone(session.zone).hour < 17


def test_everybody_whom_the_demo_offers_says_what_to_look_at(school: School) -> None:
    looks = {member.slug for member in cast_members() if member.look}
    assert {"tova-abramsky-reid", "mateo-quiroga-finch", "helena-vassallo-imrie", "jiayi-hwang-adler"} <= looks


def test_the_next_year_of_compass_opens(school: School, compass: Cycle) -> None:
    plan = dates_from(plan_of(compass), compass.term_starts_on + timedelta(weeks=52), zone=TORONTO)
    planned = repeat_year(compass, fields=plan | {"name": "2027–28"}, mentors=True, now=NOW)
    asked = set(planned.participations.values_list("mentor", flat=True))
    mentors = compass.participations.filter(state__in=MentorParticipation.TAKING_PART)
    assert asked
    assert asked <= set(mentors.values_list("mentor", flat=True))
    opened = advance_cycle(planned, to=CycleState.ENROLLING, now=NOW)
    assert opened.state == CycleState.ENROLLING
    subjects = {f"mentor-{row.pk}" for row in planned.participations.all()}
    told = Message.objects.filter(event="invitation", subject_pk__in=subjects).values_list("subject_pk", flat=True)
    assert set(told) == subjects
    assert not planned.enrollments.exists()
    assert not planned.mentorships.exists()
    office = Client()
    office.force_login(school.user("dana-whitlow"))
    assert office.get(reverse("programs:edit-cycle", args=[planned.pk])).status_code == 200


def test_pairs_have_agreements_in_each_state_and_two_wait_for_signatures(school: School) -> None:
    signatures = Counter(Signature.objects.in_force().values_list("version__agreement__mentorship", flat=True))
    assert {1, 2} <= set(signatures.values())
    versions = AgreementVersion.objects.current()
    assert versions.exclude(agreement__mentorship__in=signatures).filter(number=2).exists()
    noor = school.user("noor-haddad-quist")
    hers = versions.get(agreement__mentorship__mentee=noor, agreement__mentorship__cycle=school.cycles["compass"])
    assert (hers.number, signatures[hers.agreement.mentorship_id]) == (2, 2)
    assert Mentorship.objects.filter(state=Mentorship.State.PROPOSED, cycle=school.cycles["onward"]).count() == 2


def test_one_of_those_who_answered_a_check_asks_for_a_talk(school: School) -> None:
    [asked] = CheckIn.objects.shared()
    assert asked.shared_words.message
    assert CheckIn.objects.count() > 5
    assert not CheckIn.objects.filter(person=school.user("noor-haddad-quist")).exists()


def test_everyone_named_has_a_survey_to_answer_and_earlier_years_have_both_ends(school: School, compass: Cycle) -> None:
    noor, ruth = school.user("noor-haddad-quist"), school.user("ruth-nambozo-hale")
    for person in (noor, ruth):
        assert [task.title for task in surveys.tasks_for(person, now=NOW) if "so far" in task.title]
    waves = list(waves_of(compass))
    rates = response_rates(waves)
    assert all(0.2 < (rates[wave.pk].share or 0) < 0.95 for wave in waves)
    for year in compass.program.cycles.exclude(pk=compass.pk):
        baseline, end = (
            {person for person, _role, _answers in answers_of(wave)}
            for wave in waves_of(year)
            if wave.version.survey.asked == "mentee"
        )
        assert len(baseline & end) >= 15
    answers = SurveyResponse.objects.filter(wave__closes_at__lte=NOW).select_related("wave__version__survey")
    for row in answers.order_by("pk")[:60]:
        questions = {each["key"]: each for each in questions_of(row.wave.version.questions)}
        assert all(is_answer(questions[key], value) for key, value in row.given.items())


def test_research_bridge_pairs_by_a_survey_too_and_zainab_can_answer_it_today(school: School) -> None:
    cycle = school.cycles["research-bridge"]
    answers = pairing_answers(cycle)
    assert len(answers.questions) == 3
    assert min(len(answers.of_mentees), len(answers.of_mentors)) >= 10
    zainab = school.user("zainab-rowe")
    assert zainab.pk not in answers.of_mentees
    assert [task for task in surveys.tasks_for(zainab, now=NOW) if "research" in task.title]


def test_earlier_years_have_agreements_and_two_of_them_pairs_of_two_origins(school: School, compass: Cycle) -> None:
    earlier = compass.program.cycles.exclude(pk=compass.pk).order_by("planning_from")
    for year, ways in zip(earlier, (2, 2, 1), strict=True):
        figures = ReportEdition.objects.get(cycle=year).figures
        signed, pairs = figures["milestones"]["reached"]["agreement"], figures["milestones"]["pairs"]
        assert 0.6 < signed / pairs < 0.9
        assert len(figures["match"]["origins"]) == ways
    [steps] = school.cycles["first-steps"].program.cycles.exclude(pk=school.cycles["first-steps"].pk)
    assert ReportEdition.objects.get(cycle=steps).figures["match"]["origins"] == {"survey": 24}


def test_home_of_compass_says_what_changed_this_week(compass: Cycle) -> None:
    said = [each.text for each in insights_for(compass, now=NOW)]
    assert said == [
        "Answers to “After a session” are clearly lower than the time before, over all questions.",
        "Mentor and mentee disagree about 1 logged session, none last week.",
        "6 pairs are at risk, 2 more than last week.",
        "57 of 113 answered “After a session” (50%), after 64% the time before.",
        "1 session has no log yet, none last week.",
    ]
