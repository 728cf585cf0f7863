"""Who may mentor whom: what the rules of a program say, and where they keep two people apart."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from matching.errors import CannotAsk
from matching.queries.eligibility import IneligibilityReason, disclosed_exclusions, ineligible_pairs
from matching.services.requests import ask_mentor
from pairs.errors import AgainstTheRules
from pairs.queries.allocations import standing_in
from pairs.services.by_hand import pair_by_hand
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from programs.models.mentoring_rules import barred_professions, rules_in
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.handbooks import text

RULES = "Year 1, Year 2 | Physician, Nurse\nNursing student | nurse\n\nYear 3 | Résident"
MENTORS = {"Physician", "Nurse", "Resident", ""}


@pytest.mark.parametrize(
    ("cohort", "profession", "barred"),
    [
        ("Year 1", "", {"Resident", ""}),
        ("year 2", "Nursing student", {"Resident", ""}),
        ("Year 4", "Nursing student", {"Physician", "Resident", ""}),
        ("Year 3", "", {"Physician", "Nurse", ""}),
        ("Year 4", "", set()),
        ("", "", set()),
    ],
)
def test_a_mentee_has_the_mentors_of_every_line_that_names_them(cohort: str, profession: str, barred: set[str]) -> None:
    assert barred_professions(rules_in(RULES), cohort=cohort, profession=profession, of=MENTORS) == barred


@pytest.fixture
def apart(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> tuple[int, int]:
    """The student is in year 1 and the mentor a resident; another mentor is a nurse, another mentee in year 4."""
    Program.objects.update(mentoring_rules=RULES)
    Enrollment.objects.update(cohort="Year 1")
    User.objects.filter(pk=participation.mentor_id).update(profession="Resident")
    MentorParticipationFactory.create(cycle=cycle, mentor__profession="Nurse")
    EnrollmentFactory.create(cycle=cycle, cohort="Year 4")
    return enrollment.mentee_id, participation.mentor_id


@pytest.mark.parametrize("_database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_rounds_requests_and_pairs_by_hand_keep_to_it(
    _database: str,
    apart: tuple[int, int],
    enrollment: Enrollment,
    participation: MentorParticipation,
    cycle: Cycle,
    coordinator: User,
    now: datetime,
) -> None:
    cycle = Cycle.objects.select_related("program__institution").get(pk=cycle.pk)
    assert ineligible_pairs(cycle, now=now) == {apart: IneligibilityReason.RULE}
    assert ineligible_pairs(cycle, now=now, mentee=enrollment.mentee) == {apart: IneligibilityReason.RULE}
    assert disclosed_exclusions(cycle, now=now) == {apart}
    assert standing_in(cycle, now=now).barred == {apart}
    enrollment = Enrollment.objects.select_related("cycle__program__institution", "mentee").get(pk=enrollment.pk)
    with pytest.raises(AgainstTheRules):
        pair_by_hand(enrollment, participation=participation, by=coordinator, reason="", now=now)
    Program.objects.update(pairing=Program.Pairing.ROLLING)
    enrollment.cycle.program.refresh_from_db()
    with pytest.raises(CannotAsk):
        ask_mentor(enrollment, participation=participation, note="", now=now)
    Program.objects.update(mentoring_rules="")
    enrollment.cycle.program.refresh_from_db()
    assert ineligible_pairs(enrollment.cycle, now=now) == {}


def test_pages_say_so_and_offer_others(
    apart: tuple[int, int],
    enrollment: Enrollment,
    participation: MentorParticipation,
    coordinator: User,
    student: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    name = participation.mentor.display_name
    with time_machine.travel(now):
        office, reader = sign_in(coordinator), sign_in(student)
        with django_assert_num_queries(9):
            page = office.get(reverse("pairs:make-pair", args=[enrollment.pk]))
        assert name not in text(page)
        chosen = {"participation": participation.pk, "reason": "They get on.", "how": "now"}
        refused = office.post(reverse("pairs:make-pair", args=[enrollment.pk]), chosen)
        shown = text(reader.get(reverse("matching:show-mentor", args=[participation.pk])))
    assert "have other mentors" in text(refused)
    assert "mentors other people in this program" in shown


@pytest.mark.parametrize("rules", ["Year 1", "Year 1 |", "| Physician", "Year 1 | Nurse\nYear 2"])
def test_a_line_has_two_sides(rules: str, program: Program, coordinator: User, sign_in: SignIn) -> None:
    step = reverse("programs:edit-step", args=["compass", "who"])
    fields = {"mentoring_rules": rules, "readiness_rule": "off"}
    answer = sign_in(coordinator).post(step, fields)
    assert answer.status_code == 422
    assert "needs mentees, a bar (|) and mentors" in text(answer)
    assert sign_in(coordinator).post(step, fields | {"mentoring_rules": RULES}).status_code == 302
