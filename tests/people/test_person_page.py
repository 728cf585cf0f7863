"""A person's page for those who run the program: facts, no content, and what can be put right."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.errors import AddressTaken, AddressUnusable
from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile
from matching.models import DeclineReason, MatchRound, Offer, PreferenceList
from notifications.events import get_event
from notifications.models import Fault, Message
from pairs.models import Avoidance, Mentorship, Origin
from pairs.services.staff_steps import pause_pair
from people.errors import AddressProtected, HasHistory
from people.models import Enrollment, MentorParticipation
from people.presentation.person_page import sections_of
from people.queries.form_values import person_values
from people.queries.person import person_in
from people.services.persons import correct_person, remove_record
from programs.models import Cycle, CycleState, Program, StaffStep
from programs.services.staff_steps import undo_step
from sessions.models import MentoringSession, PrivateNote, SharedSummary
from tests.conftest import SignIn
from tests.factories.feedback import ConfidentialCommentFactory
from tests.factories.matching import MatchRoundFactory, OfferFactory, PreferenceListFactory
from tests.factories.notifications import MessageFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

SECRET = "violet-heron"
UUID = "6f0c7f1e-8f5c-4f86-9a5b-1f2a3b4c5d6e"
QUERIES = 15


def _url(program: Program, person: User, route: str = "show-person", **more: object) -> str:
    return reverse(f"people:{route}", kwargs={"slug": program.slug, "pk": person.pk, **more})


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


def _told(person: User, event: str, subject_pk: object, subject: str, **more: object) -> None:
    MessageFactory.create(
        recipient=person, event=event, subject_pk=str(subject_pk), subject=subject, sent_at=timezone.now(),
        **{"state": Message.State.SENT, **more},
    )  # fmt: skip


def test_a_coordinator_reads_what_happened(
    program: Program, student: User, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    SessionFactory.create(mentorship=pair, minutes=55, state=MentoringSession.State.HELD)
    OfferFactory.create(enrollment=pair.enrollment, participation=pair.participation, state=Offer.State.ACCEPTED)
    _told(student, "pair_started", pair.pk, "Compass: news about your mentorship")
    page = sign_in(coordinator).get(_url(program, student)).text
    for words in ("Noor Haddad-Quist", student.email, "Pair with Dr Ruth Nambozo-Hale", "55 minutes", "Held",
                  "Accepted", "Offer: Dr Ruth Nambozo-Hale", "news about your", "Not acknowledged"):  # fmt: skip
        assert words in page
    assert reverse("sessions:show-pair-record", args=[pair.pk]) in page


def test_an_administrator_reads_offers_pairs_and_sessions_and_not_lists_or_steps_or_reasons(
    program: Program, student: User, pair: Mentorship, coordinator: User, admin: User, sign_in: SignIn
) -> None:
    SessionFactory.create(mentorship=pair, minutes=55)
    OfferFactory.create(enrollment=pair.enrollment, participation=pair.participation, state=Offer.State.EXPIRED)
    Enrollment.objects.update(enrolled_at=datetime(2026, 9, 1, tzinfo=UTC))
    MatchRoundFactory.create(cycle=pair.cycle, name="Main round", state=MatchRound.State.CLOSED)
    _told(student, "pair_started", pair.pk, "Compass: news about your mentorship")
    pause_pair(pair, by=coordinator, reason=SECRET, now=timezone.now())
    record = reverse("sessions:show-pair-record", args=[pair.pk])
    page = sign_in(admin).get(_url(program, student)).text
    for words in ("Pair with Dr Ruth Nambozo-Hale", "Offer: Dr Ruth Nambozo-Hale", "55 minutes", "news about", record):
        assert words in page
    facts = sign_in(admin).get(record).text
    assert "Paused" in facts
    assert "55 minutes" in facts
    assert "Pair paused" in facts
    assert "Main round" in sign_in(coordinator).get(_url(program, student)).text
    for words in ("Main round", reverse("pairs:make-pair", args=[pair.enrollment_id]), SECRET):
        assert words not in page + facts
    assert reverse("pairs:end-pair-of-others", args=[pair.pk]) not in facts


def test_no_private_text_is_on_the_page_or_on_the_pairs(
    program: Program, student: User, mentor: User, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    session = SessionFactory.create(mentorship=pair, description=SECRET, location=SECRET, title=SECRET)
    SharedSummary.objects.create(session=session, text=SECRET)
    PrivateNote.objects.create(session=session, writer=student, text=SECRET)
    other = MentorParticipationFactory.create(cycle=pair.cycle, mentor__given_name=SECRET).mentor
    Avoidance.objects.create(mentee=student, mentor=other)
    offer = OfferFactory.create(enrollment=pair.enrollment, participation=pair.participation, state="declined")
    DeclineReason.objects.create(id=UUID, offer=offer, writer=student, text=SECRET)
    declined = MentorParticipation.objects.get(mentor=mentor)
    declined.usual_times = declined.decline_reason = SECRET
    declined.save()
    ConfidentialCommentFactory.create(participation=declined, words=SECRET)
    Enrollment.objects.update(introduction=SECRET)
    User.objects.filter(pk__in=[student.pk, mentor.pk]).update(about=SECRET, working_style=SECRET)
    browser = sign_in(coordinator)
    pages = [browser.get(_url(program, person)) for person in (student, mentor)]
    pages.append(browser.get(reverse("sessions:show-pair-record", args=[pair.pk])))
    for page in pages:
        assert page.status_code == 200
        assert SECRET not in page.text
        assert "trustworthy" not in page.text


def test_messages_of_other_events_and_other_programs_are_not_shown(
    program: Program, student: User, pair: Mentorship, coordinator: User, sign_in: SignIn
) -> None:
    elsewhere = MentorshipFactory.create(mentee=student, enrollment__mentee=student)
    _told(student, "pair_started", elsewhere.pk, "News of another program")
    for event in (
        "list_submitted",
        "offer_closed",
        "log_disputed",
        "feedback_received",
        "conflict_case",
        "account_email",
    ):
        _told(student, event, pair.pk, f"Subject of {event}")
    _told(student, "pair_ended", pair.pk, "It bounced", state=Message.State.UNDELIVERABLE, fault=Fault.ADDRESS)
    page = sign_in(coordinator).get(_url(program, student)).text
    assert "It bounced" in page
    assert "Undeliverable" in page
    assert "another program" not in page
    assert "Subject of" not in page


def test_what_the_sections_name_is_known_to_the_outbox(
    program: Program, student: User, pair: Mentorship, coordinator: User, now: datetime
) -> None:
    who = person_in(program, student.pk, day=now.date())
    assert who is not None
    events = {event for section in sections_of(who, coordinator, now=now) for event in section.subjects}
    assert len(events) > 8  # of three apps
    for event in events:
        assert get_event(event).name == event


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


class TestLists:
    """Whether a list was handed in: not before lists close, never which, and not for a coordinator who mentors."""

    @pytest.fixture
    def closed(self, enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> MatchRound:
        Enrollment.objects.update(enrolled_at=datetime(2026, 9, 1, tzinfo=UTC))
        found: MatchRound = MatchRoundFactory.create(cycle=cycle, state=MatchRound.State.CLOSED)
        PreferenceListFactory.create(
            round=found, enrollment=enrollment, ranks=[participation], state=PreferenceList.State.LOCKED
        )
        return found

    def test_a_coordinator_reads_that_it_was_handed_in(
        self, program: Program, closed: MatchRound, student: User, coordinator: User, sign_in: SignIn
    ) -> None:
        page = sign_in(coordinator).get(_url(program, student)).text
        assert "Handed in" in page
        assert "Nambozo" not in page
        PreferenceList.objects.all().delete()
        assert "No list" in sign_in(coordinator).get(_url(program, student)).text

    def test_nothing_is_said_while_lists_are_taken(
        self, program: Program, closed: MatchRound, student: User, coordinator: User, sign_in: SignIn
    ) -> None:
        MatchRound.objects.update(state=MatchRound.State.OPEN)
        PreferenceList.objects.update(state=PreferenceList.State.SUBMITTED)
        with_list = sign_in(coordinator).get(_url(program, student)).text
        PreferenceList.objects.all().delete()
        without = sign_in(coordinator).get(_url(program, student)).text
        assert _without_token(without) == _without_token(with_list)
        assert "Main round" not in with_list

    def test_a_coordinator_who_mentors_reads_nothing_of_lists(
        self, program: Program, closed: MatchRound, cycle: Cycle, student: User, coordinator: User, sign_in: SignIn
    ) -> None:
        MentorParticipationFactory.create(cycle=cycle, mentor=coordinator)
        page = sign_in(coordinator).get(_url(program, student)).text
        assert "Main round" not in page
        assert "Handed in" not in page


def test_who_is_not_in_the_program_is_not_found(
    program: Program, outsider: User, coordinator: User, sign_in: SignIn
) -> None:
    elsewhere = EnrollmentFactory.create(cycle=CycleFactory.create()).mentee
    for person in (outsider, elsewhere, coordinator):
        for route in ("show-person", "edit-person"):
            assert sign_in(coordinator).get(_url(program, person, route)).status_code == 404


def test_a_record_of_somebody_else_or_of_no_role_is_not_found(
    program: Program, cycle: Cycle, student: User, enrollment: Enrollment, coordinator: User, sign_in: SignIn
) -> None:
    other = EnrollmentFactory.create(cycle=cycle)
    browser = sign_in(coordinator)
    assert browser.get(_url(program, student, "withdraw-mentee", record=other.pk)).status_code == 404
    assert browser.get(_url(program, student, "remove-record", role="mentor", record=enrollment.pk)).status_code == 404
    assert browser.get(_url(program, student, "remove-record", role="king", record=enrollment.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_one_row_as_for_three(
    rows: int,
    program: Program,
    cycle: Cycle,
    student: User,
    enrollment: Enrollment,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        mentoring = MentorParticipationFactory.create(cycle=cycle)
        paired = MentorshipFactory.create(
            cycle=cycle, enrollment=enrollment, participation=mentoring, origin=Origin.INFORMAL
        )
        SessionFactory.create(mentorship=paired)
        OfferFactory.create(enrollment=enrollment, participation=mentoring, state=Offer.State.DECLINED)
        _told(student, "pair_started", paired.pk, f"Number {number}")
    browser = sign_in(coordinator)
    browser.get(_url(program, student))
    with django_assert_num_queries(QUERIES):
        browser.get(_url(program, student))


class TestCorrection:
    """Names, address and group."""

    def _correct(self, program: Program, person: User, by: User, now: datetime, **fields: str) -> None:
        enrollment = Enrollment.objects.filter(mentee=person).first()
        stored = person_values(person, enrollment)
        correct_person(person, program=program, enrollment=enrollment, fields=stored | fields, by=by, now=now)

    def test_both_addresses_are_told_and_neither_names_the_other(
        self, program: Program, student: User, coordinator: User, sign_in: SignIn
    ) -> None:
        old = student.email
        form = {
            "given_name": "Noor",
            "family_name": "Haddad",
            "email": "Noor.New@halden.example",
            "cohort": "Kijani",
        }
        answer = sign_in(coordinator).post(_url(program, student, "edit-person"), form)
        assert answer.status_code == 302
        student.refresh_from_db()
        assert (student.family_name, student.email) == ("Haddad", "noor.new@halden.example")
        assert student.enrollments.get().cohort == "Kijani"
        deliver_due()
        texts = {email.to[0]: str(email.body) for email in mail.outbox}
        assert texts.keys() == {old, student.email}
        assert student.email not in texts[old]
        assert old not in texts[student.email]

    def test_names_alone_write_to_nobody(
        self, program: Program, student: User, coordinator: User, now: datetime
    ) -> None:
        self._correct(program, student, coordinator, now, title="Dr")
        assert not Message.objects.exists()
        assert User.objects.get(pk=student.pk).title == "Dr"

    def test_what_did_not_arrive_is_tried_again(
        self, program: Program, student: User, coordinator: User, now: datetime
    ) -> None:
        message = MessageFactory.create(recipient=student, state=Message.State.UNDELIVERABLE, fault=Fault.ADDRESS)
        self._correct(program, student, coordinator, now, email="right@haldenlake.example")
        message.refresh_from_db()
        assert message.state == Message.State.PENDING

    def test_an_address_of_somebody_else_is_refused_beside_its_field(
        self, program: Program, student: User, mentor: User, coordinator: User, now: datetime, sign_in: SignIn
    ) -> None:
        with pytest.raises(AddressTaken):
            self._correct(program, student, coordinator, now, email=mentor.email)
        form = {"given_name": "Noor", "email": mentor.email.upper()}
        page = sign_in(coordinator).post(_url(program, student, "edit-person"), form)
        assert page.status_code == 422
        assert page.context["form"].errors["email"] == ["This address belongs to another account."]

    @pytest.mark.parametrize("email", ["noor", "noor@", "n\u043eor@haldenlake.example", "a@b.example, c@d.example"])
    def test_an_address_that_no_mail_reaches_is_refused(
        self, email: str, program: Program, student: User, coordinator: User, now: datetime
    ) -> None:
        with pytest.raises(AddressUnusable):
            self._correct(program, student, coordinator, now, email=email)

    def test_who_has_signed_in_keeps_the_address_unless_an_administrator_changes_it(
        self, program: Program, student: User, coordinator: User, admin: User, now: datetime, sign_in: SignIn
    ) -> None:
        sign_in(student)
        student.refresh_from_db()
        with pytest.raises(AddressProtected):
            self._correct(program, student, coordinator, now, email="coordinator.own@haldenlake.example")
        form = {"given_name": "Noor", "email": "coordinator.own@haldenlake.example"}
        sign_in(coordinator).post(_url(program, student, "edit-person"), form)
        student.refresh_from_db()
        assert student.email != "coordinator.own@haldenlake.example"
        self._correct(program, student, admin, now, email="right@haldenlake.example")
        assert User.objects.get(pk=student.pk).email == "right@haldenlake.example"

    def test_who_runs_something_keeps_the_address_too(
        self, program: Program, student: User, coordinator: User, now: datetime
    ) -> None:
        AppointmentFactory.create(user=student)
        with pytest.raises(AddressProtected):
            self._correct(program, student, coordinator, now, email="coordinator.own@haldenlake.example")

    def test_nobody_overwrites_what_they_have_not_seen(
        self, program: Program, student: User, coordinator: User, now: datetime
    ) -> None:
        stored = person_values(student, None)
        with pytest.raises(EditedMeanwhile):
            correct_person(
                student, program=program, enrollment=None, fields=stored | {"title": "Dr"}, by=coordinator, now=now,
                began_from="another",
            )  # fmt: skip

    def test_a_correction_is_undone_and_both_addresses_are_told_again(
        self, program: Program, student: User, enrollment: Enrollment, coordinator: User, now: datetime, sign_in: SignIn
    ) -> None:
        stored = person_values(student, enrollment)
        self._correct(program, student, coordinator, timezone.now(), email="slip@haldenlake.example", cohort="Kijani")
        step = StaffStep.objects.get()
        assert b"slip" not in bytes(StaffStep.objects.values_list("kept", flat=True).get())
        undo = reverse("programs:undo-step", args=[program.slug, step.pk])
        browser = sign_in(coordinator)
        assert undo in browser.get(_url(program, student)).text
        assert "everything is as it was" in browser.post(undo, follow=True).text
        student.refresh_from_db()
        enrollment.refresh_from_db()
        assert person_values(student, enrollment) == stored
        deliver_due()
        assert len(mail.outbox) == 4
        assert StaffStep.objects.get().kept == ""

    def test_a_correction_on_which_something_was_built_stays(
        self, program: Program, student: User, coordinator: User, now: datetime, sign_in: SignIn
    ) -> None:
        self._correct(program, student, coordinator, now, email="right@haldenlake.example")
        moved = StaffStep.objects.get()
        student.refresh_from_db()
        self._correct(program, student, coordinator, now, title="Dr")
        titled = StaffStep.objects.exclude(pk=moved.pk).get()
        User.objects.filter(pk=student.pk).update(title="Prof")
        with pytest.raises(WrongState, match="changed again"):
            undo_step(titled, by=coordinator, now=now)
        sign_in(student)
        with pytest.raises(AddressProtected):
            undo_step(moved, by=coordinator, now=now)
        assert User.objects.get(pk=student.pk).email == "right@haldenlake.example"


class TestWithdrawal:
    def test_both_of_the_pair_are_told_and_the_coordinator_is_not(
        self, program: Program, student: User, mentor: User, pair: Mentorship, coordinator: User, sign_in: SignIn
    ) -> None:
        url = _url(program, student, "withdraw-mentee", record=pair.enrollment_id)
        browser = sign_in(coordinator)
        assert browser.post(url).status_code == 422
        assert Enrollment.objects.get().state == Enrollment.State.ENROLLED
        assert browser.post(url, {"spoken": "on"}).status_code == 302
        assert Enrollment.objects.get().state == Enrollment.State.WITHDRAWN
        assert Mentorship.objects.get().state == Mentorship.State.WITHDRAWN
        told = Message.objects.filter(event="pair_ended").values_list("recipient", flat=True)
        assert set(told) == {student.pk, mentor.pk}


class TestRemoval:
    def test_a_wrong_row_goes_and_its_account_stays(
        self, program: Program, student: User, enrollment: Enrollment, coordinator: User, sign_in: SignIn
    ) -> None:
        Enrollment.objects.update(state=Enrollment.State.INVITED)
        url = _url(program, student, "remove-record", role="mentee", record=enrollment.pk)
        assert sign_in(coordinator).get(url).status_code == 200
        answer = sign_in(coordinator).post(url)
        assert answer["Location"] == reverse("people:list-people", args=[program.slug])
        assert not Enrollment.objects.exists()
        assert User.objects.filter(pk=student.pk).exists()

    def test_a_mentor_row_with_what_belongs_to_it_goes(
        self, participation: MentorParticipation, coordinator: User, now: datetime
    ) -> None:
        MentorParticipation.objects.update(state=MentorParticipation.State.INVITED)
        participation.support_offers.create(function="career")
        participation.refresh_from_db()
        remove_record(participation, by=coordinator, now=now)
        assert not MentorParticipation.objects.exists()
        step = StaffStep.objects.get()
        undo_step(step, by=coordinator, now=now)
        back = MentorParticipation.objects.get()
        assert model_to_dict(back) == model_to_dict(participation)
        assert back.support_offers.get().function == "career"

    def test_a_removal_is_not_undone_where_the_person_has_come_again(
        self, cycle: Cycle, enrollment: Enrollment, coordinator: User, now: datetime
    ) -> None:
        Enrollment.objects.update(state=Enrollment.State.INVITED)
        remove_record(enrollment, by=coordinator, now=now)
        EnrollmentFactory.create(cycle=cycle, mentee=enrollment.mentee)
        with pytest.raises(WrongState, match="again already"):
            undo_step(StaffStep.objects.get(), by=coordinator, now=now)

    def test_who_has_signed_in_stays(
        self, enrollment: Enrollment, student: User, coordinator: User, sign_in: SignIn, now: datetime
    ) -> None:
        Enrollment.objects.update(state=Enrollment.State.INVITED)
        sign_in(student)
        with pytest.raises(HasHistory, match="signed in"):
            remove_record(enrollment, by=coordinator, now=now)

    def test_who_takes_part_while_lists_are_taken_stays(
        self, enrollment: Enrollment, coordinator: User, now: datetime
    ) -> None:
        with pytest.raises(HasHistory, match="under way"):
            remove_record(enrollment, by=coordinator, now=now)
        Cycle.objects.update(state=CycleState.ENROLLING)
        remove_record(enrollment, by=coordinator, now=now)
        assert not Enrollment.objects.exists()

    def test_a_row_with_a_list_an_offer_or_a_pair_stays(
        self,
        enrollment: Enrollment,
        participation: MentorParticipation,
        cycle: Cycle,
        coordinator: User,
        now: datetime,
    ) -> None:
        Cycle.objects.update(state=CycleState.ENROLLING)
        kept = PreferenceListFactory.create(round__cycle=cycle, enrollment=enrollment)
        with pytest.raises(HasHistory, match="on record"):
            remove_record(enrollment, by=coordinator, now=now)
        kept.delete()
        MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)
        for row in (enrollment, participation):
            with pytest.raises(HasHistory, match="on record"):
                remove_record(row, by=coordinator, now=now)

    def test_the_reason_is_said_on_the_person_page(
        self, program: Program, student: User, enrollment: Enrollment, coordinator: User, sign_in: SignIn
    ) -> None:
        url = _url(program, student, "remove-record", role="mentee", record=enrollment.pk)
        page = sign_in(coordinator).post(url, follow=True)
        assert page.redirect_chain[-1][0] == _url(program, student)
        assert "under way" in page.text


def test_the_list_of_people_leads_to_the_page(
    program: Program, student: User, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    people = reverse("people:list-people", args=[program.slug])
    assert _url(program, student) in sign_in(coordinator).get(people, follow=True).text
    assert _url(program, mentor) in sign_in(coordinator).get(people + "?role=mentor", follow=True).text
