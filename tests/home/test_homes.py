from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.todo import Task
from home.standing import standing_of
from home.todo import member_tasks
from matching.models import MatchRound
from matching.services.proposals import queue_proposals, run_unfinished
from matching.services.rounds import close_round
from pairs.models import GroupMember, MentoringGroup, Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import (
    AppointmentFactory,
    CycleFactory,
    HandbookVersionFactory,
    InstitutionFactory,
    ProgramFactory,
)
from tests.factories.sessions import (
    AttendanceFactory,
    GroupFactory,
    GroupMemberFactory,
    SessionFactory,
    WorkshopFactory,
)
from tests.rounds import publish

HOME = reverse("home")
QUERIES_OF_THE_QUEUE = 15


def _titles(tasks: list[Task]) -> list[str]:
    return [task.title for task in tasks]


def _pair(enrollment: Enrollment, participation: MentorParticipation, started: datetime) -> Mentorship:
    return Mentorship.objects.create(
        cycle=enrollment.cycle,
        mentee=enrollment.mentee,
        mentor=participation.mentor,
        enrollment=enrollment,
        participation=participation,
        origin="chosen",
        started_on=started.date(),
    )


def test_an_empty_installation_leads_to_its_first_run(db: None) -> None:
    assert Client().get(HOME)["Location"] == reverse("programs:first-run")


def test_a_visitor_is_led_to_the_programs(program: Program) -> None:
    assert Client().get(HOME)["Location"] == reverse("programs:list-programs")


def test_somebody_without_a_role_is_told_what_to_do(outsider: User, sign_in: SignIn) -> None:
    assert "You’re not in a program yet." in sign_in(outsider).get(HOME).content.decode()


def test_a_mentee_is_asked_to_read_to_enroll_and_to_rank_in_the_order_of_dates(
    enrollment: Enrollment, now: datetime
) -> None:
    HandbookVersionFactory.create(
        program=enrollment.cycle.program, state="published", sha256="0" * 64, published_at=now - timedelta(days=13)
    )
    MatchRound.objects.create(
        cycle=enrollment.cycle,
        name="Main round",
        state="open",
        seed=1,
        nonce="n",
        commitment="c",
        closes_at=now + timedelta(days=5),
    )
    tasks = sorted(member_tasks(standing_of(enrollment.mentee, [enrollment], []), now=now), key=lambda task: task.due)
    assert _titles(tasks) == [
        "Read and acknowledge the handbook",
        "Rank the mentors you’d like to work with",
    ]
    assert [task.when for task in tasks] == ["tomorrow", "in 5 days"]


def test_an_invited_mentor_is_asked_to_answer(participation: MentorParticipation, now: datetime) -> None:
    participation.state = MentorParticipation.State.INVITED
    tasks = member_tasks(standing_of(participation.mentor, [], [participation]), now=now)
    assert _titles(tasks) == ["Answer the invitation to mentor"]


def test_a_mentor_whom_a_round_gave_nobody_is_led_to_the_result(
    participation: MentorParticipation, coordinator: User, now: datetime, sign_in: SignIn
) -> None:
    later = MentorParticipationFactory.create(cycle=participation.cycle, state=MentorParticipation.State.ACCEPTED)
    wanted = MentorParticipationFactory.create(cycle=participation.cycle)
    ranked = PreferenceListFactory.create(round=MatchRoundFactory.create(cycle=participation.cycle), ranks=[wanted])
    match_round = close_round(ranked.round, now=now)
    [proposal] = queue_proposals(match_round, strategies=["choice-stable"], now=now)
    run_unfinished(match_round.pk, clock=lambda: now)
    publish(proposal, by=coordinator, now=now)
    link = reverse("matching:show-result", kwargs={"pk": match_round.pk})
    home = sign_in(participation.mentor)
    assert link in home.get(HOME).content.decode()
    assert "Your place is kept" in home.get(link).content.decode()
    MentorParticipation.objects.filter(pk=later.pk).update(state=MentorParticipation.State.READY)
    assert link not in sign_in(later.mentor).get(HOME).content.decode()
    MentorParticipation.objects.filter(pk=participation.pk).update(places_taken=F("capacity"))
    assert link not in home.get(HOME).content.decode()


def test_the_coordinator_sees_pairs_that_are_quiet_for_too_long(
    coordinator: User, enrollment: Enrollment, participation: MentorParticipation, now: datetime, sign_in: SignIn
) -> None:
    pair = _pair(enrollment, participation, now - timedelta(days=400))
    client = sign_in(coordinator)
    assert "Haddad-Quist" in client.get(HOME).content.decode()
    MentoringSession.objects.create(
        cycle=pair.cycle,
        mentorship=pair,
        organiser=pair.mentor,
        starts_at=now + timedelta(days=36_500),
        time_zone="UTC",
    )
    assert "Haddad-Quist" not in client.get(HOME).content.decode()


def test_the_coordinator_sees_peers_that_are_quiet_for_too_long(
    peer_cycle: Cycle, peers: list[MentoringGroup], sign_in: SignIn
) -> None:
    coordinator = AppointmentFactory.create(program=peer_cycle.program).user
    client, names = sign_in(coordinator), [member.user.display_name for member in peers[0].members.all()]
    MentoringGroup.objects.update(formed_on=timezone.localdate())
    assert names[0] not in client.get(HOME).content.decode()
    MentoringGroup.objects.update(formed_on=timezone.localdate() - timedelta(days=90))
    page = client.get(HOME, {"queue": "quiet", "q": names[0]}).content.decode()
    assert all(name in page for name in names)
    MentoringSession.objects.create(
        cycle=peer_cycle,
        kind=MentoringSession.Kind.GROUP,
        group=peers[0],
        organiser=peers[0].members.all()[0].user,
        starts_at=timezone.now() - timedelta(days=2),
        state=MentoringSession.State.HELD,
        time_zone="UTC",
    )
    assert names[0] not in client.get(HOME).content.decode()


def test_the_coordinator_of_circles_sees_groups_and_no_pairs(
    enrollment: Enrollment, participation: MentorParticipation, coordinator: User, sign_in: SignIn
) -> None:
    Program.objects.update(format=Program.Format.GROUP)
    group = GroupFactory.create(cycle=enrollment.cycle, formed_on=timezone.localdate() - timedelta(days=90))
    GroupMemberFactory.create(group=group, user=participation.mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=enrollment.mentee)
    page = sign_in(coordinator).get(HOME, {"q": enrollment.mentee.family_name}).content.decode()
    assert "At-risk groups (1)" in " ".join(page.split())
    assert group.name in page
    assert participation.mentor.email in page
    assert "1 group meets." in page
    assert "Offers waiting" not in page


def test_home_tells_what_waits_in_every_program_and_says_which(
    enrollment: Enrollment, now: datetime, sign_in: SignIn
) -> None:
    """The role whose home it is has nothing to do; another one has."""
    elsewhere = CycleFactory.create(program__name="Onward", program__institution=enrollment.cycle.program.institution)
    invited = MentorParticipationFactory.create(
        cycle=elsewhere, mentor=enrollment.mentee, state=MentorParticipation.State.INVITED
    )
    page = sign_in(enrollment.mentee).get(HOME).content.decode()
    assert reverse("people:edit-participation", kwargs={"pk": invited.pk}) in page
    assert "Onward" in page
    assert "all caught up" not in page


def test_home_of_somebody_in_two_schools_says_which(enrollment: Enrollment, sign_in: SignIn) -> None:
    there = InstitutionFactory.create(slug="kijani", name="Kijani College", short_name="Kijani")
    elsewhere = CycleFactory.create(program__institution=there, program__slug="bridge", program__name="Bridge")
    MentorParticipationFactory.create(
        cycle=elsewhere, mentor=enrollment.mentee, state=MentorParticipation.State.INVITED
    )
    page = sign_in(enrollment.mentee).get(HOME)
    assert "Bridge, Kijani" in [task.place for task in page.context["everything"].tasks]
    assert "Halden Lake," in page.content.decode()


def test_a_pair_that_home_shows_anyway_is_not_told_of_twice(
    enrollment: Enrollment, participation: MentorParticipation, sign_in: SignIn
) -> None:
    """But on the home of another role it is."""
    started = timezone.now() - timedelta(days=30)
    MentorshipFactory.create(
        cycle=enrollment.cycle, enrollment=enrollment, participation=participation, started_on=started.date()
    )
    assert "is your mentor" not in sign_in(enrollment.mentee).get(HOME).content.decode()
    elsewhere = MentorParticipationFactory.create(mentor=enrollment.mentee)
    browser = sign_in(enrollment.mentee)
    browser.post(reverse("switch-role"), {"active_role": f"mentor:cycle:{elsewhere.cycle_id}"})
    assert "Dr Nambozo-Hale is your mentor" in browser.get(HOME).content.decode()


def test_home_of_somebody_with_one_program_does_not_repeat_its_name(enrollment: Enrollment, sign_in: SignIn) -> None:
    MatchRoundFactory.create(cycle=enrollment.cycle, closes_at=timezone.now() + timedelta(days=5))
    page = sign_in(enrollment.mentee).get(HOME).content.decode()
    assert "Rank the mentors" in page
    assert "as a mentee" not in page


def test_the_next_session_is_one_that_is_agreed(
    enrollment: Enrollment, participation: MentorParticipation, sign_in: SignIn
) -> None:
    """Neither a suggestion, nor a place on a waiting list, nor a workshop that was given up."""
    ahead = timezone.now() + timedelta(days=3)
    mentee = enrollment.mentee
    pair = MentorshipFactory.create(cycle=enrollment.cycle, enrollment=enrollment, participation=participation)
    suggested = SessionFactory.create(
        mentorship=pair, state="proposed", starts_at=ahead, join_url="https://meet.example/suggested", people=False
    )
    AttendanceFactory.create(session=suggested, user=mentee, state="confirmed")
    AttendanceFactory.create(session=suggested, user=pair.mentor, state="invited")
    for state, since in (("declined", None), ("waitlisted", ahead)):
        workshop = WorkshopFactory.create(
            cycle=enrollment.cycle, starts_at=ahead, join_url=f"https://meet.example/{state}"
        )
        AttendanceFactory.create(session=workshop, user=mentee, state=state, waiting_since=since)
    page = sign_in(mentee).get(HOME).content.decode()
    assert "meet.example" not in page
    SessionFactory.create(mentorship=pair, starts_at=ahead + timedelta(days=1), join_url="https://meet.example/agreed")
    assert "https://meet.example/agreed" in sign_in(mentee).get(HOME).content.decode()


def test_a_time_that_one_suggested_stays_in_sight_until_it_is_answered(
    enrollment: Enrollment, participation: MentorParticipation, sign_in: SignIn
) -> None:
    pair = MentorshipFactory.create(cycle=enrollment.cycle, enrollment=enrollment, participation=participation)
    suggested = SessionFactory.create(
        mentorship=pair,
        organiser=pair.mentee,
        state="proposed",
        starts_at=timezone.now() + timedelta(days=3),
        people=False,
    )
    AttendanceFactory.create(session=suggested, user=pair.mentee, state="confirmed")
    AttendanceFactory.create(session=suggested, user=pair.mentor, state="invited")
    link = reverse("sessions:show-session", kwargs={"pk": suggested.pk})
    page = sign_in(pair.mentee).get(HOME).content.decode()
    assert "Waiting for an answer" in page
    assert link in page


@pytest.mark.parametrize("queue", ["quiet", "unmatched", "offers", "handbook", "logs", "nonsense"])
def test_every_queue_has_its_empty_state(coordinator: User, cycle: Cycle, queue: str, sign_in: SignIn) -> None:
    response = sign_in(coordinator).get(HOME, {"queue": queue})
    assert response.status_code == 200
    assert "You’re all caught up here." in response.content.decode()


def test_the_queue_needs_the_same_queries_for_one_and_for_three(
    coordinator: User, cycle: Cycle, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(coordinator)
    client.get(HOME, {"queue": "unmatched"})
    for number in (1, 2):
        EnrollmentFactory.create_batch(number, cycle=cycle)
        further = CycleFactory.create()
        AppointmentFactory.create(program=further.program, user=coordinator)
        with django_assert_num_queries(QUERIES_OF_THE_QUEUE):
            client.get(HOME, {"queue": "unmatched"})


def test_the_admin_sees_what_a_draft_program_still_needs(admin: User, program: Program, sign_in: SignIn) -> None:
    ProgramFactory.create(institution=program.institution, name="Onward", status="draft", purpose="")
    page = sign_in(admin).get(HOME).content.decode()
    assert "Set up Onward" in page


def test_the_safeguarding_officer_sees_programs_and_who_runs_them(
    safeguarding_officer: User, coordinator: User, sign_in: SignIn
) -> None:
    assert coordinator.display_name in sign_in(safeguarding_officer).get(HOME).content.decode()


@pytest.fixture(autouse=True)
def no_cache() -> None:
    cache.clear()
