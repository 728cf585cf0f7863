"""What two people agree upon: written by either, signed by both, read by nobody else."""

import io
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import DomainError, WrongState
from core.revisions import EditedMeanwhile, revision_of
from pairs.errors import AnotherVersion
from pairs.models import AgreementVersion, Mentorship, Origin, Signature
from pairs.presentation.agreements import changes
from pairs.queries.agreements import current_version, entries_to_ask, questions_of, stored_answers
from pairs.services.agreement_questions import QuestionSet, set_agreement
from pairs.services.agreements import activate_waiting, sign_agreement, write_agreement
from pairs.services.conflicts import settle_conflict
from pairs.services.mentorships import start_mentorship
from people.models import Enrollment, MentorParticipation
from people.services.places import hold_places
from programs.imports.template_files import read_template, write_template
from programs.models import Cycle, Program
from programs.services.templates import template_from
from tests.conftest import SignIn
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.outbox import deliver_due
from tests.together import at_once

State = Mentorship.State
GOALS = "Decide on a field.\n\nWrite one case report together."


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


@pytest.fixture
def waiting(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> Mentorship:
    """A pair of a program that wants both signatures."""
    Program.objects.filter(pk=cycle.program_id).update(agreement_rule=Program.AgreementRule.REQUIRED)
    enrollment.refresh_from_db()
    hold_places([participation.pk])
    return start_mentorship(enrollment, participation=participation, origin=Origin.CHOSEN, now=now)


def _write(pair: Mentorship, now: datetime, goals: str = GOALS, *, by: User | None = None) -> AgreementVersion:
    return write_agreement(pair, answers={"goals": goals}, by=by or pair.mentee, now=now)


def _sign(pair: Mentorship, now: datetime, *people: User) -> None:
    version = current_version(pair)
    assert version
    for person in people:
        sign_agreement(pair, sha256=version.sha256, by=person, now=now)


def _told(now: datetime) -> list[tuple[str, str]]:
    """(who, the subject) of the emails that have gone out by then, which are forgotten."""
    deliver_due(now)
    told = sorted((email.to[0], str(email.subject)) for email in mail.outbox)
    mail.outbox.clear()
    return told


def test_an_edit_makes_a_version_voids_the_signatures_and_tells_the_other(pair: Mentorship, now: datetime) -> None:
    first = _write(pair, now)
    _sign(pair, now, pair.mentee, pair.mentor)
    assert Signature.objects.in_force().count() == 2
    assert _write(pair, now) == first  # nothing is different
    mail.outbox.clear()
    second = _write(pair, now, "Decide on a field by spring.", by=pair.mentor)
    assert (second.number, second.written_by) == (2, pair.mentor)
    assert not Signature.objects.in_force().exists()
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE
    with pytest.raises(AnotherVersion):
        sign_agreement(pair, sha256=first.sha256, by=pair.mentee, now=now)
    [change] = changes(first, second)
    assert "".join(str(each.both) for each in change.passages).count("<ins>") == 1
    assert "by spring." in str(change.passages[0].both)


def test_whoever_has_not_signed_is_reminded_after_a_week_and_two(pair: Mentorship, now: datetime) -> None:
    _write(pair, now)
    _sign(pair, now, pair.mentor)
    [(who, subject)] = _told(now + timedelta(hours=1))
    assert (who, "signed your agreement" in subject) == (pair.mentee.email, True)
    for days in (7, 14):
        assert [who for who, _subject in _told(now + timedelta(days=days, hours=1))] == [pair.mentee.email]
    assert not _told(now + timedelta(days=40))


def test_what_is_written_is_unreadable_in_the_database_and_stands(pair: Mentorship, now: datetime) -> None:
    version = _write(pair, now)
    _sign(pair, now, pair.mentor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM pairs_agreementversion")
        [(stored,)] = cursor.fetchall()
    assert b"case report" not in bytes(stored)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(version=version, person=pair.mentee, sha256="0" * 64, signed_at=now)


def test_nothing_is_overwritten_unseen_and_nothing_empty_is_kept(pair: Mentorship, now: datetime) -> None:
    with pytest.raises(DomainError):
        _write(pair, now, " ")
    began_from = revision_of(stored_answers(entries_to_ask(pair, None)))
    _write(pair, now, by=pair.mentor)
    with pytest.raises(EditedMeanwhile):
        write_agreement(pair, answers={"goals": "Mine"}, by=pair.mentee, now=now, began_from=began_from)
    Mentorship.objects.filter(pk=pair.pk).update(state=State.ENDED)
    with pytest.raises(WrongState):
        _write(pair, now, "Too late")


@pytest.mark.parametrize("_database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_required_agreement_keeps_a_pair_from_being_active(
    _database: str, waiting: Mentorship, coordinator: User, now: datetime
) -> None:
    assert waiting.state == State.PROPOSED
    assert MentorParticipation.objects.get(cycle=waiting.cycle_id).places_taken == 1

    def force() -> None:
        with transaction.atomic():
            Mentorship.objects.filter(pk=waiting.pk).update(state=State.ACTIVE, activated_on=now.date())

    with pytest.raises(IntegrityError):
        force()
    _write(waiting, now)
    _sign(waiting, now, waiting.mentee)
    with pytest.raises(IntegrityError):
        force()
    conflict = ConflictFactory.create(
        institution=waiting.cycle.program.institution, mentor=waiting.mentor, mentee=waiting.mentee
    )
    _sign(waiting, now, waiting.mentor)
    waiting.refresh_from_db()
    assert waiting.state == State.PROPOSED
    with pytest.raises(IntegrityError):
        force()
    settle_conflict(conflict, program=waiting.cycle.program, by=coordinator, now=now)
    assert activate_waiting(now=now) == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.activated_on) == (State.ACTIVE, waiting.started_on)


def test_the_second_signature_starts_the_clock_that_day(waiting: Mentorship, now: datetime) -> None:
    later = datetime(2026, 11, 20, 15, tzinfo=now.tzinfo)
    _write(waiting, later)
    _sign(waiting, later, waiting.mentee, waiting.mentor)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.activated_on) == (State.ACTIVE, later.date())
    _write(waiting, later, "Changed")
    waiting.refresh_from_db()
    assert waiting.state == State.ACTIVE


def test_a_program_that_wants_none_any_more_lets_its_pairs_go_on(
    waiting: Mentorship, coordinator: User, now: datetime
) -> None:
    asked = [{"key": "q-one", "heading": "Ours", "text": "", "retired": False}]
    set_agreement(waiting.cycle.program, QuestionSet("offered", asked), by=coordinator, now=now)
    waiting.refresh_from_db()
    assert waiting.state == State.ACTIVE
    assert [each.heading for each in questions_of(waiting.cycle.program)] == ["Ours"]


def test_a_retired_question_is_asked_no_more_and_its_answer_stays(
    pair: Mentorship, coordinator: User, now: datetime
) -> None:
    version = _write(pair, now)
    asked = [{"key": "q-one", "heading": "Ours", "text": "?", "retired": False}]
    set_agreement(pair.cycle.program, QuestionSet("offered", asked), by=coordinator, now=now)
    assert [(each.heading, each.answer) for each in entries_to_ask(pair, version)] == [
        ("Ours", ""),
        ("What we want from this year", GOALS),
    ]
    template = template_from(pair.cycle.program, name="Ours", summary="For us.")
    assert read_template(write_template(template)).extras["agreement"] == asked


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_make_one_version_and_one_refusal(now: datetime) -> None:
    pair = MentorshipFactory.create()
    began_from = revision_of(stored_answers(entries_to_ask(pair, None)))

    def step(by: User, text: str) -> None:
        write_agreement(pair, answers={"goals": text}, by=by, now=now, began_from=began_from)

    results = at_once([lambda: step(pair.mentee, "One"), lambda: step(pair.mentor, "Two")])
    assert sorted(results) == ["EditedMeanwhile", "done"]
    assert AgreementVersion.objects.count() == 1


def test_the_two_write_read_sign_and_keep_it(
    pair: Mentorship, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    noor, ruth = sign_in(pair.mentee), sign_in(pair.mentor)
    url = {name: reverse(f"pairs:{name}-agreement", args=[pair.pk]) for name in ("show", "write", "sign", "download")}
    assert noor.get(url["download"]).status_code == HTTPStatus.NOT_FOUND
    page = noor.get(url["show"]).content.decode()
    assert "Nothing is written yet." in page
    assert "someone may come to harm" in page
    form = noor.get(url["write"])
    assert "someone may come to harm" in form.content.decode()
    too_long = noor.post(url["write"], {"goals": "x" * 200_000})
    assert too_long.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "x" * 200_000 in too_long.content.decode()
    assert noor.post(url["write"], {"goals": "<b>Ours</b>\n\n- one\n- two"}).status_code == HTTPStatus.FOUND
    with django_assert_num_queries(8):
        page = ruth.get(url["show"]).content.decode()
    assert "<li>one</li>" in page
    assert "<b>Ours" not in page
    version = current_version(pair)
    assert version
    for browser in (noor, ruth):
        browser.post(url["sign"], {"sha256": version.sha256})
    assert "Signed by both" in noor.get(url["show"]).content.decode()
    noor.post(url["write"], {"goals": "Others"})
    page = ruth.get(url["show"]).content.decode()
    assert "What’s different from version 1" in page
    assert ruth.get(reverse("pairs:show-agreement-version", args=[pair.pk, 2])).status_code == HTTPStatus.OK
    pdf = b"".join(noor.get(url["download"]))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for words in (pair.mentee.display_name, pair.mentor.display_name, "Version 2", "Others", "not signed yet"):
        assert words in text


def test_the_same_two_begin_from_their_earlier_agreement_and_sign_anew(
    pair: Mentorship, sign_in: SignIn, now: datetime
) -> None:
    before = MentorshipFactory.create(
        cycle__program=pair.cycle.program,
        cycle__name="The year before",
        enrollment__mentee=pair.mentee,
        participation__mentor=pair.mentor,
    )
    write_agreement(before, answers={"goals": "A field by spring"}, by=pair.mentee, now=now)
    Mentorship.objects.filter(pk=before.pk).update(state=Mentorship.State.COMPLETED, ended_on=now.date())
    browser, url = sign_in(pair.mentor), reverse("pairs:write-agreement", args=[pair.pk])
    page = browser.get(url).content.decode()
    assert "?begin=earlier" in page
    assert "A field by spring" not in page
    form = browser.get(url, {"begin": "earlier"}).context["form"]
    assert "A field by spring" in form.as_p()
    assert current_version(pair) is None  # nothing is saved by looking
    typed = {"goals": "A field by summer", "revision": form["revision"].value()}
    assert browser.post(url, typed).status_code == HTTPStatus.FOUND
    version = current_version(pair)
    assert version
    assert not version.signatures.exists()
    assert "begin=earlier" not in browser.get(url).content.decode()


def test_coordinators_add_reword_order_and_retire_questions(
    program: Program, coordinator: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(coordinator), reverse("pairs:edit-agreement-questions", args=[program.slug])
    form = browser.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data |= {"rule": "required", "heading_1": "Our aims", "place_1": 9, "retired_2": "on", "heading_8": "Language"}
    assert browser.post(url, data).status_code == HTTPStatus.FOUND
    program.refresh_from_db()
    assert program.agreement_rule == Program.AgreementRule.REQUIRED
    headings = [each.heading for each in questions_of(program)]
    assert (headings[0], headings[-2:]) == ("How we meet and write", ["Language", "Our aims"])
    assert browser.post(url, data).status_code == HTTPStatus.UNPROCESSABLE_ENTITY  # others are stored by now
