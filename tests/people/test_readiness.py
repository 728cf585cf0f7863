"""A mentor who isn't trained: what makes ready, what the program's rule allows, and who reads what about it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from matching.errors import MentorsNotTrained, TrainingFirst
from matching.models import Formation, MatchRound
from matching.services.formations import begin_forming
from matching.services.requests import accept_request, ask_mentor
from matching.services.rounds import close_round
from pairs.errors import NotTrained
from pairs.services.by_hand import pair_by_hand
from people.models import Enrollment, MentorParticipation
from people.queries.readiness import is_trained, unready_mentors
from people.services import participations
from programs.models import HandbookVersion, Program
from programs.services import handbooks
from programs.services.setup import save_step
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.people import MentorParticipationFactory
from tests.handbooks import text
from tests.training.cast import complete, next_version, publish_module, write_module
from training.models import ModuleVersion

State, Rule = MentorParticipation.State, Program.ReadinessRule
RULES = list(Rule)


@pytest.fixture
def module(program: Program, admin: User, now: datetime) -> ModuleVersion:
    return publish_module(write_module(program), by=admin, now=now - timedelta(days=30))


def _rule(program: Program, rule: str) -> None:
    Program.objects.filter(pk=program.pk).update(readiness_rule=rule)


def test_the_last_module_makes_ready_who_has_done_the_rest(
    module: ModuleVersion,
    handbook: HandbookVersion,
    offering: None,
    participation: MentorParticipation,
    mentor: User,
    program: Program,
    admin: User,
    now: datetime,
) -> None:
    other = publish_module(write_module(program, title="Feedback"), by=admin, now=now)
    publish_module(write_module(program, title="For mentees", audience="mentees"), by=admin, now=now)
    publish_module(write_module(program, title="For those who like", required=False), by=admin, now=now)
    MentorParticipation.objects.update(state=State.ACCEPTED)
    handbooks.acknowledge_handbook(handbook, by=mentor, now=now)
    complete(module, user=mentor, now=now)
    participation.refresh_from_db()
    assert participation.state == State.ACCEPTED
    missing = participations.missing_for_readiness(participation, now=now)
    assert missing == ["Take the training, or ask the coordinator for an experienced co-mentor."]
    complete(other, user=mentor, now=now)
    participation.refresh_from_db()
    assert participation.state == State.READY


@pytest.mark.parametrize(("rule", "state"), [("off", State.READY), ("warn", State.READY), ("required", State.ACCEPTED)])
def test_who_says_yes_can_be_seen_at_once_unless_readiness_is_required(
    rule: str, state: str, program: Program, participation: MentorParticipation, now: datetime
) -> None:
    _rule(program, rule)
    MentorParticipation.objects.update(state=State.INVITED)
    answered = participations.answer_invitation(participation, accept=True, now=now)
    assert answered.state == state


def test_a_rule_that_asks_less_shows_those_who_have_accepted(
    program: Program, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    MentorParticipation.objects.update(state=State.ACCEPTED)
    save_step(program, "who", fields={"readiness_rule": Rule.WARN}, by=coordinator, now=now)
    participation.refresh_from_db()
    assert participation.state == State.READY


def test_training_counts_until_it_is_due_again_or_everyone_takes_it_again(
    module: ModuleVersion, participation: MentorParticipation, mentor: User, admin: User, now: datetime
) -> None:
    day = now.date()
    assert not is_trained(participation, day=day)
    training = complete(module, user=mentor, now=now)
    assert training.renew_on is not None
    assert is_trained(participation, day=day)
    assert is_trained(participation, day=training.renew_on - timedelta(days=1))
    assert not is_trained(participation, day=training.renew_on)
    second = next_version(module, by=admin, now=now)
    assert is_trained(participation, day=day)
    next_version(second, by=admin, now=now, ask_again=True)
    assert not is_trained(participation, day=day)


@pytest.mark.parametrize(
    ("fields", "unready"), [({}, 1), ({"trained_on": "2026-08-01"}, 0), ({"with": True}, 0), ({"state": "accepted"}, 1)]
)
def test_a_training_elsewhere_or_a_co_mentor_stands_in_for_the_modules(
    fields: dict[str, object], unready: int, module: ModuleVersion, participation: MentorParticipation, now: datetime
) -> None:
    if fields.pop("with", None):
        fields["co_mentor"] = UserFactory.create()
    MentorParticipation.objects.update(**fields)
    cycle = participation.cycle
    found = unready_mentors(cycle.participations.all(), program=cycle.program, day=now.date())
    assert found.count() == unready
    _rule(cycle.program, Rule.OFF)
    cycle.program.refresh_from_db()
    assert not unready_mentors(cycle.participations.all(), program=cycle.program, day=now.date()).exists()


@pytest.mark.parametrize("rule", RULES)
def test_a_round_freezes_with_mentors_who_are_not_trained_unless_that_is_required(
    rule: str,
    module: ModuleVersion,
    open_round: MatchRound,
    participation: MentorParticipation,
    enrollment: Enrollment,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    _rule(open_round.cycle.program, rule)
    page = text(sign_in(coordinator).get(reverse("matching:show-round", args=[open_round.pk])))
    assert ("done the training" in page) is (rule != Rule.OFF)
    if rule == Rule.REQUIRED:
        with pytest.raises(MentorsNotTrained, match="a training that this program requires"):
            close_round(open_round, now=now)
        open_round.refresh_from_db()
        assert open_round.state == MatchRound.State.OPEN
    else:
        assert close_round(open_round, now=now).state == MatchRound.State.CLOSED


def test_only_mentors_who_would_be_in_the_round_keep_it_open(
    module: ModuleVersion,
    open_round: MatchRound,
    participation: MentorParticipation,
    enrollment: Enrollment,
    now: datetime,
) -> None:
    for row in open_round.cycle.participations.select_related("mentor"):
        complete(module, user=row.mentor, now=now)
    MentorParticipationFactory.create(cycle=open_round.cycle, state=State.ACCEPTED)
    MentorParticipationFactory.create(cycle=open_round.cycle, capacity=0)
    assert close_round(open_round, now=now).state == MatchRound.State.CLOSED


@pytest.mark.parametrize("rule", RULES)
def test_pairing_by_hand_follows_the_rule(
    rule: str,
    module: ModuleVersion,
    program: Program,
    enrollment: Enrollment,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    _rule(program, rule)
    page = text(sign_in(coordinator).get(reverse("pairs:make-pair", args=[enrollment.pk])))
    assert ("training not done" in page) is (rule != Rule.OFF)
    given: dict[str, Any] = {"participation": participation, "by": coordinator, "reason": "Asked.", "now": now}
    if rule == Rule.REQUIRED:
        with pytest.raises(NotTrained) as refused:
            pair_by_hand(enrollment, **given)
        assert refused.value.field == "participation"
        complete(module, user=participation.mentor, now=now)
    assert pair_by_hand(enrollment, **given).participation == participation


def test_the_list_of_mentors_says_and_narrows_who_is_trained(
    module: ModuleVersion,
    program: Program,
    participation: MentorParticipation,
    mentor: User,
    admin: User,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    other = publish_module(write_module(program, title="Feedback"), by=admin, now=now)
    half, alone = (MentorParticipationFactory.create(cycle=participation.cycle) for _ in range(2))
    guided = MentorParticipationFactory.create(cycle=participation.cycle, co_mentor=mentor)
    for version in (module, other):
        complete(version, user=mentor, now=now)
    complete(module, user=half.mentor, now=now)
    browser, url = sign_in(coordinator), reverse("people:show-list", args=[program.slug, "mentors"])
    page = " ".join(strip_tags(text(browser.get(url))).split())
    for words in ("Trained 20 Sep 2026", "1 of 2 modules", "0 of 2 modules", f"with {mentor.formal_name}"):
        assert words in page
    for value, rows in (("done", {participation}), ("accompanied", {guided}), ("open", {half, alone})):
        assert set(browser.get(url + f"?training={value}").context["page"].object_list) == rows


def test_the_mentor_and_the_coordinator_read_what_is_done_and_when(
    module: ModuleVersion,
    program: Program,
    mentor: User,
    participation: MentorParticipation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    home = text(sign_in(mentor).get(reverse("home")))
    assert "Take the module “First meeting”" in home
    training = complete(module, user=mentor, now=now)
    assert "Take the module" not in text(sign_in(mentor).get(reverse("home")))
    browser, url = sign_in(coordinator), reverse("people:show-person", args=[program.slug, mentor.pk])
    with django_assert_num_queries(15):
        page = text(browser.get(url))
    assert "1 of 1 modules" in page
    page = " ".join(
        text(browser.get(reverse("people:edit-participation", args=[training.user.participations.get().pk]))).split()
    )
    assert "First meeting, version 1, 20 Sep 2026" in page
    assert "Due again on 20 Sep 2028" in page


@pytest.mark.parametrize("rule", RULES)
def test_a_request_is_accepted_by_a_trained_mentor_where_that_is_required(
    rule: str,
    module: ModuleVersion,
    enrollment: Enrollment,
    participation: MentorParticipation,
    mentor: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    Program.objects.update(readiness_rule=rule, pairing=Program.Pairing.ROLLING)
    enrollment.refresh_from_db()
    participation.cycle.program.refresh_from_db()
    asked = ask_mentor(enrollment, participation=participation, note="", now=now)
    with time_machine.travel(now, tick=False):
        page = text(sign_in(mentor).get(reverse("matching:show-request", args=[asked.pk])))
    assert ("Go to the training" in page) is (rule != Rule.OFF)
    if rule == Rule.REQUIRED:
        with pytest.raises(TrainingFirst):
            accept_request(asked, by=mentor, now=now)
        complete(module, user=mentor, now=now)
    assert accept_request(asked, by=mentor, now=now).mentorship is not None


@pytest.mark.parametrize("rule", RULES)
def test_groups_are_formed_with_mentors_who_are_trained_where_that_is_required(
    rule: str,
    module: ModuleVersion,
    draft: Formation,
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
) -> None:
    Program.objects.update(readiness_rule=rule)
    page = text(sign_in(coordinator).get(reverse("matching:show-formation", args=[draft.pk])))
    assert ("haven’t done the training" in page) is (rule != Rule.OFF)
    if rule == Rule.REQUIRED:
        with pytest.raises(MentorsNotTrained):
            begin_forming(draft, now=now)
        for row in MentorParticipation.objects.select_related("mentor"):
            complete(module, user=row.mentor, now=now)
    assert begin_forming(draft, now=now).state == Formation.State.FORMING
