"""A private text that no key opens takes down no page, is never overwritten by accident, and is counted."""

import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedFileField, EncryptedTextField
from core.key_rotation import encrypted_columns
from core.tasks import count_undecryptable_texts
from core.undecryptable import UndecryptableText, for_editing
from feedback.models import (
    ASKED_AFTER,
    ConfidentialAnswer,
    ConfidentialComment,
    DevelopmentalFeedback,
    FeedbackRequest,
    FollowUp,
)
from matching.models import DeclineReason, MentorRequest, PeerRequest, RecordedAnswer, ServedCounts
from matching.services.offer_steps import answer_for
from matching.services.offers import decline_offer
from matching.services.requests import ask_mentor
from notifications.models import AccountEmail, Device, Fault, Message, PhoneNumber
from notifications.services.outbox import ACCOUNT_EMAIL, enqueue_account_email
from pairs.models import (
    Achievement,
    Action,
    AgreementVersion,
    CheckIn,
    ClosingWord,
    Goal,
    GoalStep,
    HandoverNote,
    Pause,
    PeerAvoidance,
    SharedThing,
    Topic,
    WordOfThanks,
)
from pairs.queries.eligibility import avoided_peers
from pairs.services.clock import stop_clock
from pairs.services.handovers import keep_handover
from pairs.services.staff_steps import keep_step
from people.models import (
    ImportedFile,
    MentorParticipation,
    MessageTemplate,
    PendingImport,
    RememberedMapping,
    StaffMessage,
    VoluntaryAnswer,
    Volunteer,
)
from people.services.oversight import oversee_participation
from people.services.pending_imports import keep_file
from people.services.staff_messages import keep_template, send_staff_message
from people.services.volunteers import decline_volunteer
from programs.models import Cycle, CycleState, LongStep, Program, StaffStep, Webhook
from sessions.models import (
    MentoringSession,
    OwnCalendar,
    PersonalCalendar,
    PrivateNote,
    SessionMessage,
    SharedSummary,
    StepNote,
)
from surveys.models import SurveyResponse
from surveys.queries.answers import answers_of
from tests.factories.feedback import (
    ConfidentialAnswerFactory,
    ConfidentialCommentFactory,
    DevelopmentalFeedbackFactory,
    FeedbackRequestFactory,
)
from tests.factories.matching import OfferFactory, proposed
from tests.factories.pairs import MentorshipFactory
from tests.outbox import deliver_due
from tests.site.access_matrix import World
from tests.site.access_matrix.agreements import AGREEMENTS
from tests.site.access_matrix.check_ins import CHECK_INS
from tests.site.access_matrix.mentors import MENTORS
from tests.site.access_matrix.programs import MATRIX as PROGRAMS
from tests.site.access_matrix.requests import REQUESTS
from tests.site.access_matrix.sessions import MATRIX as SESSIONS
from tests.site.access_matrix.surveys import MATRIX as SURVEYS
from tests.site.access_matrix.training import MATRIX as TRAINING
from training.models import Step, StepRecord, Training

WORDS = "This text can’t be opened."
STORED = b"\x01" + b"what a lost key has written, or a damaged disk"


def _damage(row: models.Model, *names: str) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**dict.fromkeys(names, STORED))


def _stored(row: models.Model, name: str) -> bytes:
    return bytes(type(row)._base_manager.values_list(name, flat=True).get(pk=row.pk))


def _browser(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[role])
    return client


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize(
    ("model", "field"), [each for each in encrypted_columns() if not isinstance(each[1], EncryptedFileField)]
)
def test_a_closed_text_reads_as_words_and_is_stored_as_it_was(
    model: type[models.Model], field: EncryptedTextField
) -> None:
    row: Any = model()
    row.__dict__[field.attname] = STORED
    value = getattr(row, field.attname)
    assert isinstance(value, UndecryptableText)
    assert value.startswith(WORDS)
    assert for_editing(value) == ""
    setattr(row, field.attname, value)
    assert field.pre_save(row, add=False) == STORED


@pytest.fixture
def session(world: World) -> MentoringSession:
    """A session of a pair that was held."""
    return MentoringSession.objects.get(pk=SESSIONS["sessions:show-session"].args(world)["pk"])


@pytest.mark.usefixtures("on_both_databases")
def test_pages_of_session_and_pair_stand_with_a_closed_summary(world: World, session: MentoringSession) -> None:
    summary = SharedSummary.objects.create(session=session, text="x", requested_change="y")
    _damage(summary, "text", "requested_change")
    for role in ("student", "mentor"):
        for url in (
            reverse("sessions:show-session", kwargs={"pk": session.pk}),
            reverse("sessions:show-pair", kwargs={"pk": session.mentorship_id}),
            reverse("home"),
        ):
            assert _browser(world, role).get(url).status_code == 200, url
    session.refresh_from_db()
    session.minutes = 50
    session.save()
    summary.refresh_from_db()
    summary.save()
    assert _stored(summary, "text") == _stored(summary, "requested_change") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_the_workspace_stands_with_closed_texts_and_an_empty_form_keeps_them(
    world: World, session: MentoringSession
) -> None:
    pair, student, now = session.mentorship, world.people["student"], timezone.now()
    assert pair
    topic = Topic.objects.create(mentorship=pair, text="x", added_by=student, added_at=now)
    action = Action.objects.create(mentorship=pair, text="x", owner=Action.Owner.BOTH, added_at=now)
    goal = Goal.objects.create(mentorship=pair, text="x", said="y", said_on=now.date(), domain="personal", added_at=now)
    step = GoalStep.objects.create(goal=goal, text="x", added_at=now)
    reached = Achievement.objects.create(mentorship=pair, text="x", reached_on=now.date())
    thanks = WordOfThanks.objects.create(mentorship=pair, text="x", written_by=student, written_at=now)
    thing = SharedThing.objects.create(mentorship=pair, title="x", url="y", shared_by=student, shared_at=now)
    for row in (topic, action, goal, step, reached, thanks):
        _damage(row, "text")
    _damage(thing, "title", "url")
    _damage(goal, "said")
    browser = _browser(world, "student")
    page = browser.get(reverse("sessions:show-pair", kwargs={"pk": pair.pk}))
    assert page.content.decode().count(f"<p>{WORDS}") == 1
    for name, args in (("edit-goal", [pair.pk, goal.pk]), ("list-achievements", [pair.pk]), ("add-goal", [pair.pk])):
        assert browser.get(reverse(f"pairs:{name}", args=args)).status_code == 200
    edit = reverse("pairs:edit-action", args=[pair.pk, action.pk])
    form = browser.get(edit).context["form"]
    assert form["text"].value() == ""
    posted = {"text": "", "owner": "mentor", "due_on": "", "revision": form["revision"].value()}
    assert browser.post(edit, posted).status_code == 302
    assert _stored(action, "text") == STORED
    assert Action.objects.get().owner == Action.Owner.MENTOR


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_note_is_written_anew_and_not_lost_by_an_empty_form(world: World, session: MentoringSession) -> None:
    note = PrivateNote.objects.create(session=session, writer=world.people["student"], text="x")
    _damage(note, "text")
    url, browser = reverse("sessions:write-note", kwargs={"pk": session.pk}), _browser(world, "student")
    page = browser.get(url)
    assert WORDS in page.content.decode()
    assert page.context["form"]["text"].value() == ""
    assert browser.post(url, {"text": ""}).status_code == 302
    assert _stored(note, "text") == STORED
    assert browser.post(url, {"text": "rested"}).status_code == 302
    assert PrivateNote.objects.get(pk=note.pk).text == "rested"


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_reason_leaves_the_coordinators_page_standing(world: World) -> None:
    row = world.participation
    MentorParticipation.objects.filter(pk=row.pk).update(
        state=MentorParticipation.State.DECLINED, decline_reason_shared=True, decline_reason=STORED
    )
    page = _browser(world, "coordinator").get(reverse("people:edit-participation", kwargs={"pk": row.pk}))
    assert page.status_code == 200
    assert WORDS in page.content.decode()
    row.refresh_from_db()
    row.capacity = 3
    row.save()
    assert _stored(row, "decline_reason") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_reason_leaves_the_record_of_a_pair_standing(world: World, session: MentoringSession) -> None:
    coordinator, pair = world.people["coordinator"], session.mentorship
    assert pair
    step = keep_step(pair, "pair_paused", by=coordinator, reason="x", now=timezone.now())
    _damage(step, "reason")
    pause = stop_clock(pair, day=pair.started_on, on_hold=True, asked_by=pair.mentee)
    Pause.objects.update(reason_shared=True)
    _damage(pause, "reason")
    page = _browser(world, "coordinator").get(reverse("sessions:show-pair-record", kwargs={"pk": pair.pk}))
    assert page.status_code == 200
    assert page.content.decode().count(WORDS) == 2


@pytest.mark.usefixtures("on_both_databases")
def test_a_step_is_not_undone_when_what_was_kept_of_it_does_not_open(world: World) -> None:
    row = world.participation
    by, now = world.people["coordinator"], timezone.now()
    rest = {"department": "", "trained_on": None, "co_mentor": None, "mentor_since": None}
    oversee_participation(row, capacity=9, by=by, now=now, **rest)  # type: ignore[arg-type]
    step = StaffStep.objects.get(kind="mentor_overseen")
    _damage(step, "kept")
    undo = reverse("programs:undo-step", kwargs={"slug": step.program.slug, "pk": step.pk})
    assert _browser(world, "coordinator").post(undo).status_code == 302
    row.refresh_from_db()
    assert (row.capacity, _stored(step, "kept")) == (9, STORED)


@pytest.mark.usefixtures("on_both_databases")
def test_closed_feedback_is_said_beside_its_field_and_not_lost_by_one_that_is_left_empty(world: World) -> None:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSING)
    row = DevelopmentalFeedbackFactory.create(mentorship=pair, opened_at=None)
    _damage(row, "observation", "effect")
    url, browser = reverse("feedback:give-feedback", kwargs={"pk": pair.pk}), _browser(world, "student")
    page = browser.get(f"{url}?change=words")
    fields = page.context["form"].fields
    assert [name for name in fields if str(fields[name].help_text).startswith(WORDS)] == ["observation", "effect"]
    posted = {"part": "words", "observation": "You asked first.", "effect": "", "step": "hand_in"}
    posted["revision"] = page.context["form"]["revision"].value()
    assert browser.post(url, posted).status_code == 302
    assert DevelopmentalFeedback.objects.get(pk=row.pk).observation == "You asked first."
    assert _stored(row, "effect") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_closed_answers_in_confidence_stay_as_they_are_while_others_join_them(world: World) -> None:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSING)
    answers = ConfidentialAnswerFactory.create_batch(5, participation=world.participation)
    comment = ConfidentialCommentFactory.create(participation=world.participation, released_on=timezone.now().date())
    _damage(answers[0], "given")
    _damage(comment, "words")
    posted = dict.fromkeys(ConfidentialAnswer.ITEMS, "4") | {"comment": "Thank you.", "step": "hand_in"}
    browser = _browser(world, "student")
    assert browser.post(reverse("feedback:give-feedback", kwargs={"pk": pair.pk}), posted).status_code == 302
    assert _stored(answers[0], "given") == _stored(comment, "words") == STORED
    assert ConfidentialAnswer.objects.count() == 6
    page = _browser(world, "mentor").get(reverse("feedback:show-ratings", kwargs={"pk": world.participation.pk}))
    assert page.context["release"] is None  # what is missing could be worked out from what is not


@pytest.mark.usefixtures("on_both_databases")
def test_pages_of_closed_feedback_stand_for_both(world: World) -> None:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSING)
    row = DevelopmentalFeedbackFactory.create(mentorship=pair)
    _damage(row, "suggestion", "answer")
    url = reverse("feedback:give-feedback", kwargs={"pk": pair.pk})
    assert _browser(world, "student").get(url).status_code == 200
    page = _browser(world, "mentor").get(url)
    assert page.status_code == 200
    assert page.content.decode().count(WORDS) == 2
    assert page.context["answer_form"]["answer"].value() == ""


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_reason_of_an_offer_leaves_the_page_of_offers_standing(world: World) -> None:
    offer = OfferFactory.create(
        proposed_pair__proposal__round__cycle=world.cycle,
        proposed_pair__enrollment=world.enrollment,
        proposed_pair__participation=world.participation,
    )
    match_round = proposed(offer).proposal.round
    decline_offer(offer, by=offer.enrollment.mentee, reason="x", shared=True, now=offer.made_at)
    _damage(DeclineReason.objects.get(), "text")
    page = _browser(world, "coordinator").get(reverse("matching:list-offers", kwargs={"pk": match_round.pk}))
    assert page.status_code == 200
    assert WORDS in page.content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_pages_of_closed_requests_and_follow_ups_stand(world: World) -> None:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    asked, browser = FeedbackRequestFactory.create(mentorship=pair), _browser(world, "mentor")
    _damage(asked, "about")
    assert WORDS in browser.get(reverse("feedback:answer-request", args=[asked.pk])).content.decode()
    now = timezone.now()
    row = DevelopmentalFeedbackFactory.create(mentorship=pair, answered_at=now - ASKED_AFTER)
    said = FollowUp.objects.create(feedback=row, person=pair.mentor, changed="yes", words="x", answered_at=now)
    _damage(said, "words")
    for name in ("show-feedback", "follow-up"):
        assert WORDS in browser.get(reverse(f"feedback:{name}", args=[row.pk])).content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_note_leaves_the_page_of_a_request_standing(world: World) -> None:
    Program.objects.filter(pk=world.program.pk).update(pairing=Program.Pairing.ROLLING)
    asked = ask_mentor(world.enrollment, participation=world.participation, note="x", now=timezone.now())
    _damage(asked, "note")
    page = _browser(world, "mentor").get(reverse("matching:show-request", kwargs={"pk": asked.pk}))
    assert page.status_code == 200
    assert WORDS in page.content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_note_beside_an_answer_leaves_its_page_standing(world: World) -> None:
    offer = OfferFactory.create(
        proposed_pair__proposal__round__cycle=world.cycle,
        proposed_pair__enrollment=world.enrollment,
        proposed_pair__participation=world.participation,
    )
    by = world.people["coordinator"]
    noted = answer_for(offer, person=offer.enrollment.mentee, accept=True, note="x", by=by, now=offer.made_at)
    _damage(noted, "note")
    page = _browser(world, "coordinator").get(reverse("matching:record-answer", kwargs={"pk": offer.pk}))
    assert page.status_code == 200
    assert WORDS in page.content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_message_is_set_aside_and_its_pages_stand(world: World, mailoutbox: list[EmailMessage]) -> None:
    student, by = world.people["student"], world.people["coordinator"]
    written = send_staff_message(
        world.cycle, key=uuid.uuid4(), people=[student.pk], subject="x", text="y", list_name="mentees", by=by,
        now=timezone.now(),
    )  # fmt: skip
    _damage(written, "subject", "text")
    deliver_due()
    kept = Message.objects.get(subject_pk=str(written.pk))
    assert (kept.state, kept.fault) == (Message.State.FAILED, Fault.GONE)
    assert not [mail for mail in mailoutbox if mail.to == [student.email]]
    browser, slug = _browser(world, "coordinator"), world.program.slug
    for url in (reverse("people:list-messages", args=[slug]), reverse("people:show-message", args=[slug, written.pk])):
        page = browser.get(url)
        assert page.status_code == 200
        assert WORDS in page.content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_template_fills_no_form(world: World) -> None:
    template = keep_template(world.program, name="Lists close", subject="x", text="y")
    _damage(template, "subject", "text")
    url = reverse("people:write-message", args=[world.program.slug, "mentees"])
    page = _browser(world, "coordinator").get(f"{url}?all=1&template={template.pk}")
    assert page.status_code == 200
    form = page.context["form"]
    assert (form["subject"].value(), form["text"].value()) == ("", "")


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_upload_says_that_the_file_is_to_be_sent_again(world: World) -> None:
    by = world.people["coordinator"]
    pending = keep_file(world.program, content=b"x", file_name="people.csv", by=by, now=timezone.now())
    _damage(pending, "content")
    url = reverse("people:confirm-import", kwargs={"slug": world.program.slug, "token": pending.pk})
    page = _browser(world, "coordinator").get(url, follow=True)
    assert "Upload it again" in page.content.decode()


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize("damaged", ["address", "subject", "body"])
def test_a_closed_letter_of_the_login_is_set_aside_and_never_sent(
    world: World, damaged: str, mailoutbox: list[EmailMessage]
) -> None:
    now = timezone.now()
    enqueue_account_email(
        address="noor@school.example", subject="Your code", body="1234", expires_at=now + timedelta(hours=1), now=now
    )
    _damage(AccountEmail.objects.get(), damaged)
    deliver_due()
    message = Message.objects.get(event=ACCOUNT_EMAIL)
    assert (message.state, message.fault) == (Message.State.FAILED, Fault.GONE)
    assert not mailoutbox


@pytest.mark.usefixtures("on_both_databases")
def test_the_list_of_the_interested_stands_with_a_closed_offer(world: World) -> None:
    now = timezone.now()
    row = Volunteer.objects.create(
        program=world.program,
        state="waiting",
        given_name="Wanjiru",
        email="w@school.example",
        token_hash="0",
        written_at=now,
        confirmed_at=now,
    )
    _damage(row, "offers", "note")
    url = reverse("people:show-list", kwargs={"slug": world.program.slug, "name": "interested"})
    assert WORDS in _browser(world, "coordinator").get(url).content.decode()
    decline_volunteer(row, by=world.people["coordinator"], now=now)
    assert _stored(row, "offers") == _stored(row, "note") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_administrators_see_how_many_texts_are_closed(world: World) -> None:
    cache.clear()
    assert "can’t be opened" not in _browser(world, "admin").get(reverse("home")).content.decode()
    MentorParticipation.objects.filter(pk=world.participation.pk).update(decline_reason=STORED)
    count_undecryptable_texts()
    assert "1 private text can’t be opened" in _browser(world, "admin").get(reverse("home")).content.decode()
    out = StringIO()
    with pytest.raises(CommandError, match="1 texts cannot be opened"):
        call_command("check_texts", stdout=out)
    assert f"people_mentorparticipation.decline_reason:{world.participation.pk}" in out.getvalue()
    cache.clear()


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_reflection_is_not_lost_by_an_empty_form(world: World) -> None:
    args = TRAINING["training:take-step"].args(world)
    training = Training.objects.get()
    for step in training.version.steps.all():
        StepRecord.objects.create(training=training, step=step, reflection="x", done=True)
    record = StepRecord.objects.get(step__kind=Step.Kind.REFLECTION)
    _damage(record, "reflection")
    url = reverse("training:take-step", kwargs=args | {"position": record.step.position})
    browser = _browser(world, "mentor")
    assert browser.get(url).status_code == 200
    assert browser.get(url).context["form"]["reflection"].value() == ""
    assert browser.post(url, {"reflection": ""}).status_code < 500
    assert _stored(record, "reflection") == STORED


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize("damaged", ["what", "outcome"])
def test_the_page_of_a_long_step_stands_with_a_closed_text(damaged: str, world: World) -> None:
    args = PROGRAMS["programs:follow-long-step"].args(world)
    _damage(LongStep.objects.get(pk=args["pk"]), damaged)
    assert _browser(world, "coordinator").get(reverse("programs:follow-long-step", kwargs=args)).status_code == 200


@pytest.mark.usefixtures("on_both_databases")
def test_the_page_of_avoided_peers_stands_with_a_closed_address(world: World) -> None:
    args = MENTORS["pairs:forget-avoided-peer"].args(world)
    row = PeerAvoidance.objects.get()
    _damage(row, "address")
    cycle = row.enrollment.cycle
    page = reverse("pairs:list-avoided-peers", kwargs={"cycle_pk": cycle.pk})
    assert WORDS in _browser(world, "student").get(page).content.decode()
    assert avoided_peers(cycle) == set()
    assert _browser(world, "student").post(reverse("pairs:forget-avoided-peer", kwargs=args)).status_code == 302
    assert not PeerAvoidance.objects.exists()


@pytest.mark.usefixtures("on_both_databases")
def test_the_page_of_a_peer_who_is_asked_stands_with_a_closed_note(world: World) -> None:
    row = PeerRequest.objects.get(pk=REQUESTS["matching:answer-peer"].args(world)["pk"])
    _damage(row, "note")
    page = reverse("matching:ask-peer", kwargs={"cycle_pk": row.enrollment.cycle_id})
    assert WORDS in _browser(world, "mentor").get(page).content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_agreement_is_read_as_words_and_written_anew(world: World) -> None:
    args = AGREEMENTS["pairs:show-agreement"].args(world)
    _damage(AgreementVersion.objects.get(), "content")
    browser = _browser(world, "student")
    for name in ("show-agreement", "write-agreement", "download-agreement"):
        assert browser.get(reverse(f"pairs:{name}", kwargs=args)).status_code == 200
    assert WORDS in browser.get(reverse("pairs:show-agreement", kwargs=args)).content.decode()
    assert browser.post(reverse("pairs:write-agreement", kwargs=args), {"goals": "Again"}).status_code == 302
    assert _stored(AgreementVersion.objects.get(number=1), "content") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_pages_of_a_closed_check_in_stand(world: World) -> None:
    args = CHECK_INS["pairs:note-talk"].args(world)
    row = CheckIn.objects.get(pk=args["pk"])
    _damage(row, "answers", "shared")
    own = reverse("pairs:check-in", kwargs={"pk": row.mentorship_id})
    talks = reverse("pairs:list-talks", kwargs={"slug": world.program.slug})
    for role, url in (("student", own), ("coordinator", talks)):
        assert WORDS in _browser(world, role).get(url).content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_the_page_that_looks_back_stands_with_a_closed_word(world: World) -> None:
    args = SESSIONS["sessions:look-back"].args(world)
    word = ClosingWord.objects.create(
        mentorship_id=args["pk"], writer=world.people["mentor"], text="x", written_at=timezone.now()
    )
    _damage(word, "text")
    for role in ("student", "mentor"):
        assert WORDS in _browser(world, role).get(reverse("sessions:look-back", kwargs=args)).content.decode()
    assert _browser(world, "student").get(reverse("sessions:download-look-back", kwargs=args)).status_code == 200


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_handover_note_is_read_as_words(world: World) -> None:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    keep_handover(world.program, by=pair.mentee, text="x", readers=[pair], now=timezone.now())
    _damage(HandoverNote.objects.get(), "text")
    for role in ("student", "mentor"):
        assert WORDS in _browser(world, role).get(reverse("pairs:handover", args=[pair.pk])).content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_the_page_of_a_session_stands_with_a_closed_message(world: World) -> None:
    args = SESSIONS["sessions:write-to-people"].args(world)
    row = SessionMessage.objects.create(
        id=uuid.uuid4(), session_id=args["pk"], by=world.people["coordinator"], text="x", sent_at=timezone.now()
    )
    _damage(row, "text")
    page = reverse("sessions:show-session", kwargs=args)
    assert WORDS in _browser(world, "coordinator").get(page).content.decode()


def test_every_model_with_private_text_is_known_here() -> None:
    """Whoever adds one tries its page in this file."""
    on_pages = {
        AgreementVersion,
        CheckIn,
        ClosingWord,
        ConfidentialAnswer,
        ConfidentialComment,
        Achievement,
        Action,
        DeclineReason,
        DevelopmentalFeedback,
        FeedbackRequest,
        FollowUp,
        Goal,
        GoalStep,
        HandoverNote,
        LongStep,
        MentorParticipation,
        MentorRequest,
        MessageTemplate,
        Pause,
        PeerAvoidance,
        PeerRequest,
        PendingImport,
        PrivateNote,
        RecordedAnswer,
        SessionMessage,
        SharedSummary,
        SharedThing,
        StaffMessage,
        StepRecord,
        SurveyResponse,
        Topic,
        Volunteer,
        WordOfThanks,
    }
    # Those of imports are tried in tests/people/test_import_columns.py, answers and what is counted of them in
    # tests/people/test_voluntary.py, the address of a feed in tests/sessions/test_feed.py, words with steps in
    # tests/sessions/test_step_notes.py, the address of one’s own calendar in tests/sessions/test_own_calendars.py.
    elsewhere = {ImportedFile, OwnCalendar, PersonalCalendar, RememberedMapping}
    elsewhere |= {ServedCounts, StepNote, VoluntaryAnswer}
    # tests/notifications/test_devices.py and test_texts.py, tests/programs/test_webhooks.py
    elsewhere |= {Device, PhoneNumber, Webhook}
    assert {model for model, _field in encrypted_columns()} == on_pages | elsewhere | {AccountEmail, StaffStep}


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_answer_to_a_survey_is_said_and_answered_anew(world: World) -> None:
    args = SURVEYS["surveys:take-back"].args(world)
    row = SurveyResponse.objects.get()
    _damage(row, "answers", "draft")
    browser = _browser(world, "student")
    for name in ("answer", "show-answers"):
        page = browser.get(reverse(f"surveys:{name}", kwargs=args)).content.decode()
        assert "can’t be opened any more" in page
    assert [answers for _person, _role, answers in answers_of(row.wave)] == [{}]
    url = reverse("surveys:answer", kwargs=args)
    assert browser.post(url, {"go": "later", "q-often": "yes"}).status_code == 302
    assert SurveyResponse.objects.get().begun == {"often": "yes"}
    assert _stored(row, "answers") == STORED
