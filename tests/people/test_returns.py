"""Taking somebody back who has left a year, and what staff did about a person."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from core.errors import WrongState
from matching.models import Offer
from matching.queries.eligibility import unpaired_mentees
from notifications.models import Message
from pairs.models import Mentorship
from people.models import Enrollment, MentoringOptOut, MentorParticipation
from people.services.participations import stop_mentoring
from people.services.returns import readmit_mentee, readmit_mentor
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, CycleState, Program, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, OfferFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory
from tests.outbox import deliver_due

WHY = "Back from abroad"
Mentee, Mentor = Enrollment.State, MentorParticipation.State


@pytest.mark.parametrize(("enrolled", "state"), [(True, Mentee.ENROLLED), (False, Mentee.INVITED)])
def test_a_mentee_comes_back_as_far_as_they_had_come(
    enrolled: bool, state: str, enrollment: Enrollment, coordinator: User, now: datetime
) -> None:
    Enrollment.objects.update(enrolled_at=now if enrolled else None)
    enrollment.refresh_from_db()
    withdraw_enrollment(enrollment, by=coordinator, now=now)
    readmit_mentee(enrollment, by=coordinator, reason=WHY, now=now)
    enrollment.refresh_from_db()
    assert enrollment.state == state
    assert set(unpaired_mentees(enrollment.cycle)) == ({enrollment} if enrolled else set())
    assert {step.kind for step in StaffStep.objects.all()} == {"mentee_withdrawn", "mentee_readmitted"}
    with pytest.raises(WrongState):
        readmit_mentee(enrollment, by=coordinator, reason=WHY, now=now)


def test_who_comes_back_while_lists_are_taken_hears_of_the_round(
    enrollment: Enrollment, cycle: Cycle, coordinator: User
) -> None:
    now = timezone.now()
    MatchRoundFactory.create(cycle=cycle, closes_at=now + timedelta(days=9))
    Enrollment.objects.update(enrolled_at=now, state=Mentee.WITHDRAWN)
    readmit_mentee(enrollment, by=coordinator, reason=WHY, now=now)
    assert set(Message.objects.values_list("event", flat=True)) >= {"readmitted", "ranking_opens"}
    deliver_due(now)
    assert not any(WHY in str(email.body) for email in mail.outbox)


def test_a_mentor_who_left_is_back_and_one_who_declined_is_asked(
    participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    stop_mentoring(participation, now=now)
    readmit_mentor(participation, by=coordinator, reason=WHY, now=now)
    participation.refresh_from_db()
    assert participation.state == Mentor.ACCEPTED  # and ready once nothing is missing
    MentorParticipation.objects.update(state=Mentor.DECLINED)
    readmit_mentor(participation, by=coordinator, reason=WHY, now=now)
    participation.refresh_from_db()
    assert participation.state == Mentor.INVITED


def test_who_does_not_want_to_be_asked_is_not_taken_back(
    participation: MentorParticipation, program: Program, coordinator: User, now: datetime
) -> None:
    MentorParticipation.objects.update(state=Mentor.DECLINED)
    MentoringOptOut.objects.create(institution=program.institution, user=participation.mentor, since=now)
    with pytest.raises(WrongState, match="asked not to be invited"):
        readmit_mentor(participation, by=coordinator, reason=WHY, now=now)
    assert MentorParticipation.objects.get().state == Mentor.DECLINED


def test_nobody_comes_back_to_a_closed_year(enrollment: Enrollment, coordinator: User, now: datetime) -> None:
    Enrollment.objects.update(state=Mentee.WITHDRAWN)
    Cycle.objects.update(state=CycleState.CLOSED)
    with pytest.raises(WrongState, match="closed"):
        readmit_mentee(enrollment, by=coordinator, reason=WHY, now=now)


def test_the_person_page_takes_back_and_tells_who_did_what(
    program: Program, student: User, enrollment: Enrollment, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    page = reverse("people:show-person", args=[program.slug, student.pk])
    named = {"slug": program.slug, "pk": student.pk, "role": Role.MENTEE, "record": enrollment.pk}
    url = reverse("people:readmit-person", kwargs=named)
    assert url not in browser.get(page).text
    withdraw_enrollment(enrollment, by=coordinator, now=timezone.now())
    assert url in browser.get(page).text
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"reason": " "}).status_code == 422
    back = browser.post(url, {"reason": WHY}, follow=True).text
    for words in ("is back, and will get an email", "Withdrawn", "Taken back", WHY, "Dana Whitlow"):
        assert words in back
    assert browser.post(url, {"reason": WHY}).status_code == 422


def test_a_mentee_who_leaves_is_no_step_of_staff(enrollment: Enrollment, student: User, now: datetime) -> None:
    withdraw_enrollment(enrollment, by=student, now=now)
    assert not StaffStep.objects.exists()


def _withdrawn(cycle: Cycle, browser: Client, number: int) -> list[Mentorship]:
    """Matched mentees that were withdrawn together from the list."""
    pairs = MentorshipFactory.create_batch(number, cycle=cycle)
    Enrollment.objects.update(state=Mentee.MATCHED, enrolled_at=timezone.now())
    url = f"{reverse('people:act-on-list', args=['compass', 'mentees'])}?do=withdraw&all=1"
    browser.post(url, {"revision": browser.get(url).context["revision"]})
    assert set(Mentorship.objects.values_list("state", flat=True)) == {"withdrawn"}
    return pairs


def test_many_who_were_withdrawn_come_back_with_their_pairs(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    browser = sign_in(coordinator)
    pairs = _withdrawn(cycle, browser, 3)
    whole = StaffStep.objects.get(part_of=None)
    assert (whole.kind, whole.number, whole.parts.count()) == ("mentees_withdrawn", 3, 3)
    MentorParticipation.objects.filter(mentor=pairs[0].mentor).update(capacity=1, places_taken=1)
    undo = reverse("programs:undo-step", args=["compass", whole.pk])
    answer = browser.post(undo, follow=True).content.decode()
    assert "with the pairs and offers that ended" in answer
    assert f"Left out: {pairs[0].mentee.display_name}" in answer
    states = {row.mentee_id: row.state for row in Enrollment.objects.all()}
    assert [states[pair.mentee_id] for pair in pairs] == [Mentee.WITHDRAWN, Mentee.MATCHED, Mentee.MATCHED]
    assert list(Mentorship.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "active", "active"]
    told = Message.objects.filter(event="pair_revived").values_list("recipient", flat=True)
    assert set(told) == {person for pair in pairs[1:] for person in (pair.mentee_id, pair.mentor_id)}
    assert {step.undone_at is None for step in whole.parts.filter(person=pairs[0].mentee)} == {True}


def test_a_withdrawal_of_many_on_all_of_whom_something_was_built_stays(
    cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    browser = sign_in(coordinator)
    for pair in _withdrawn(cycle, browser, 2):
        readmit_mentee(Enrollment.objects.get(mentee=pair.mentee), by=coordinator, reason=WHY, now=timezone.now())
    whole = StaffStep.objects.get(kind="mentees_withdrawn")
    with pytest.raises(WrongState, match="Nothing was undone"):
        undo_step(whole, by=coordinator, now=timezone.now())
    whole.refresh_from_db()
    assert whole.undone_at is None


def test_an_offer_that_ended_with_a_withdrawal_waits_again(
    cycle: Cycle, enrollment: Enrollment, coordinator: User, now: datetime
) -> None:
    offer = OfferFactory.create(enrollment=enrollment)
    Offer.objects.update(expires_at=now + timedelta(days=9))
    withdraw_enrollment(enrollment, by=coordinator, now=now)
    undo_step(StaffStep.objects.get(), by=coordinator, now=now)
    offer.refresh_from_db()
    enrollment.refresh_from_db()
    assert (offer.state, enrollment.state) == (Offer.State.PENDING, Mentee.ENROLLED)


def test_what_was_sent_to_many_is_a_step_that_cannot_be_undone(
    cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    EnrollmentFactory.create_batch(2, cycle=cycle, state=Mentee.INVITED)
    browser = sign_in(coordinator)
    url = f"{reverse('people:act-on-list', args=['compass', 'mentees'])}?do=invite&all=1"
    page = browser.get(url)
    assert "Emails can’t be taken back" in page.text
    browser.post(url, {"revision": page.context["revision"]})
    [shown] = browser.get(reverse("programs:list-steps", args=["compass"])).context["steps"]
    assert (shown.label, shown.about, shown.can_undo, shown.final) == (
        "Invited again", "2 people", False, "Already sent",
    )  # fmt: skip
