"""Merging two records of one person: what moves, what is refused, and who may."""

from datetime import date, datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import serializers
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.errors import MergeRefused, MergeStays
from accounts.models import Role, User
from core.encryption import EncryptedTextField
from feedback.models import DevelopmentalFeedback
from matching.models import MatchRound
from matching.models.formations import Formation
from notifications.models import Message
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import Avoidance, Conflict, GroupMember, Mentorship
from people.models import Enrollment, PersonalInterest
from people.queries.twins import twins_of
from people.services.merging import merge_records
from programs.models import Acknowledgement, Cycle, HandbookVersion, Program, StaffStep
from programs.services.staff_steps import undo_step
from sessions.models import Attendance, PrivateNote
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.feedback import DevelopmentalFeedbackFactory
from tests.factories.matching import MatchRoundFactory, OfferFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory, MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory, CycleFactory, InterestTermFactory, ProgramFactory
from tests.factories.sessions import GroupFactory, SessionFactory
from tests.together import at_once

WHY = "Same student number"


@pytest.fixture
def kept(student: User) -> User:
    return student


@pytest.fixture
def gone(program: Program) -> User:
    """The same person once more, in last year's cycle."""
    last = CycleFactory.create(program=program, name="2025–26")
    return EnrollmentFactory.create(cycle=last, mentee__given_name="Noor", mentee__family_name="Haddad").mentee


def _merge(kept: User, gone: User, by: User, program: Program, now: datetime) -> User:
    return merge_records(kept, gone, program=program, by=by, reason=WHY, now=now)


def test_roles_pairs_messages_and_private_texts_move(
    kept: User, gone: User, program: Program, admin: User, cycle: Cycle, now: datetime
) -> None:
    theirs = gone.enrollments.get()
    pair = MentorshipFactory.create(cycle=theirs.cycle, enrollment=theirs)
    session = SessionFactory.create(mentorship=pair, organiser=gone)
    Attendance.objects.get_or_create(session=session, user=gone)
    note = PrivateNote.objects.create(id=session.pk, session=session, writer=gone, text="I was afraid.")
    words = DevelopmentalFeedbackFactory.create(mentorship=pair, writer=gone, recipient=pair.mentor)
    term = InterestTermFactory.create(institution=program.institution)
    for person in (kept, gone):
        PersonalInterest.objects.create(user=person, term=term)
        ConflictFactory.create(institution=program.institution, mentee=person, mentor=pair.mentor)
    Avoidance.objects.create(mentee=gone, mentor=UserFactory.create())
    group = GroupFactory.create(cycle=theirs.cycle)
    GroupMember.objects.create(group=group, user=gone, side="mentee")
    version = HandbookVersion.objects.create(program=program, number=1)
    Acknowledgement.objects.create(version=version, user=gone, sha256="a", acknowledged_at=now)

    assert _merge(kept, gone, admin, program, now) == kept

    assert set(kept.enrollments.values_list("cycle", flat=True)) == {cycle.pk, theirs.cycle_id}
    assert Mentorship.objects.get(pk=pair.pk).mentee == kept
    assert Attendance.objects.filter(session=session, user=kept).exists()
    assert PrivateNote.objects.get(pk=note.pk).writer == kept
    assert PrivateNote.objects.get(pk=note.pk).text == "I was afraid."
    assert DevelopmentalFeedback.objects.get(pk=words.pk).writer == kept
    assert PersonalInterest.objects.get().user == kept
    assert Conflict.objects.get().mentee == kept
    assert Avoidance.objects.get().mentee == kept
    assert GroupMember.objects.get().user == kept
    assert Acknowledgement.objects.filter(user=kept, version=version).exists()
    step = StaffStep.objects.get(kind="people_merged")
    assert (step.by, step.person, step.other, step.reason) == (admin, kept, gone, WHY)


def test_what_waits_for_both_is_sent_once(kept: User, gone: User, program: Program, admin: User, now: datetime) -> None:
    for person in (kept, gone):
        enqueue_many([Notice(event="handbook_published", recipient=person, subject_pk="1", due_at=now)])
    enqueue_many([Notice(event="handbook_published", recipient=gone, subject_pk="2", due_at=now, offset="-24:00")])
    _merge(kept, gone, admin, program, now)
    rows = Message.objects.filter(event="handbook_published").order_by("pk")
    assert set(rows.values_list("recipient", flat=True)) == {kept.pk}
    assert [row.state for row in rows] == ["pending", "suppressed", "pending"]
    assert rows[2].dedupe_key == f"handbook_published:2:0:{kept.pk}:-24:00"


def test_an_empty_row_of_the_same_year_goes(
    kept: User, gone: User, program: Program, cycle: Cycle, coordinator: User, now: datetime
) -> None:
    mine = kept.enrollments.get(cycle=cycle)
    PreferenceListFactory.create(round__cycle=cycle, enrollment=mine)
    twin = EnrollmentFactory.create(cycle=cycle, mentee=gone)
    _merge(kept, gone, coordinator, program, now)
    assert kept.enrollments.get(cycle=cycle) == mine
    assert not Enrollment.objects.filter(pk=twin.pk).exists()


def test_of_two_empty_rows_the_one_that_has_come_further_stays(
    kept: User, gone: User, program: Program, cycle: Cycle, coordinator: User, now: datetime
) -> None:
    kept.enrollments.update(state=Enrollment.State.INVITED)
    further = EnrollmentFactory.create(cycle=cycle, mentee=gone)
    _merge(kept, gone, coordinator, program, now)
    assert kept.enrollments.get(cycle=cycle) == further


def test_two_histories_in_one_year_are_refused_and_nothing_changes(
    kept: User, gone: User, program: Program, cycle: Cycle, admin: User, now: datetime
) -> None:
    twin = EnrollmentFactory.create(cycle=cycle, mentee=gone)
    for row in (kept.enrollments.get(cycle=cycle), twin):
        MentorshipFactory.create(cycle=cycle, enrollment=row)
    with pytest.raises(MergeRefused, match="2026–27"):
        _merge(kept, gone, admin, program, now)
    gone.refresh_from_db()
    assert gone.is_active
    assert twin.mentee == gone


def test_two_who_were_paired_or_offered_are_two_people(
    kept: User, gone: User, program: Program, cycle: Cycle, admin: User, now: datetime
) -> None:
    mentor = MentorParticipationFactory.create(cycle=cycle, mentor=gone)
    mine = kept.enrollments.get(cycle=cycle)
    offer = OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle, proposed_pair__proposal__round__state="cancelled",
        proposed_pair__enrollment=mine, proposed_pair__participation=mentor, state="expired", held=False,
    )  # fmt: skip
    with pytest.raises(MergeRefused, match="put to each other"):
        _merge(kept, gone, admin, program, now)
    offer.delete()
    MentorshipFactory.create(cycle=cycle, enrollment=mine, participation=mentor, state="ended")
    with pytest.raises(MergeRefused, match="paired with each other"):
        _merge(kept, gone, admin, program, now)


def test_nobody_is_merged_between_closing_and_publishing(
    kept: User, gone: User, program: Program, cycle: Cycle, admin: User, now: datetime
) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, state=MatchRound.State.CLOSED)
    with pytest.raises(MergeRefused, match="lists are closed"):
        _merge(kept, gone, admin, program, now)
    MatchRound.objects.filter(pk=match_round.pk).update(state=MatchRound.State.CANCELLED)
    _merge(kept, gone, admin, program, now)


def test_nobody_is_merged_while_groups_are_formed_of_them(
    kept: User, gone: User, program: Program, cycle: Cycle, admin: User, now: datetime
) -> None:
    formation = Formation.objects.create(cycle=cycle, seed=1, created_at=now, created_by=admin)
    with pytest.raises(MergeRefused, match="Groups are being formed"):
        _merge(kept, gone, admin, program, now)
    Formation.objects.filter(pk=formation.pk).update(state=Formation.State.DISCARDED)
    _merge(kept, gone, admin, program, now)


def test_two_places_at_one_time_are_refused_in_words(
    kept: User, gone: User, program: Program, admin: User, mentor: User, cycle: Cycle, now: datetime
) -> None:
    for person in (kept, gone):
        Mentorship.objects.create(
            cycle=cycle, mentee=person, mentor=mentor, origin="informal", started_on=date(2026, 9, 1)
        )
    with pytest.raises(MergeRefused, match="can’t have twice"):
        _merge(kept, gone, admin, program, now)
    assert Mentorship.objects.filter(mentee=gone).exists()


class TestWhoMay:
    def test_a_coordinator_merges_an_empty_record_and_its_address_opens_nothing(
        self, kept: User, gone: User, program: Program, coordinator: User, now: datetime
    ) -> None:
        User.objects.filter(pk=kept.pk).update(last_login=now)
        old = gone.email
        _merge(kept, gone, coordinator, program, now)
        assert not kept.emailaddress_set.filter(email=old).exists()  # type: ignore[attr-defined]

    def test_a_coordinator_merges_no_record_with_a_life_of_its_own(
        self, kept: User, gone: User, program: Program, coordinator: User, admin: User, now: datetime
    ) -> None:
        def refused() -> bool:
            try:
                _merge(kept, gone, coordinator, program, now)
            except MergeRefused:
                return True
            return False

        User.objects.filter(pk=gone.pk).update(last_login=now)
        gone.refresh_from_db()
        assert refused()
        User.objects.filter(pk=gone.pk).update(last_login=None)
        gone.refresh_from_db()
        elsewhere = EnrollmentFactory.create(
            cycle=CycleFactory.create(program=ProgramFactory.create(institution=program.institution)), mentee=gone
        )
        assert refused()
        elsewhere.delete()
        appointed = AppointmentFactory.create(program=program, user=gone, role=Role.COORDINATOR)
        assert refused()
        appointed.delete()
        assert not refused()

    def test_nobody_merges_themselves(self, kept: User, program: Program, admin: User, now: datetime) -> None:
        for pair in ((kept, admin), (admin, kept)):
            with pytest.raises(MergeRefused):
                _merge(*pair, admin, program, now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_merge_the_same_records_both_ways_at_once_merge_once(
    kept: User, gone: User, program: Program, admin: User, now: datetime
) -> None:
    both = [(kept, gone), (gone, kept)] * 2
    steps = [lambda stays=stays, goes=goes: _merge(stays, goes, admin, program, now) for stays, goes in both]
    assert sorted(at_once(steps)) == ["MergeRefused"] * 3 + ["done"]
    assert User.objects.filter(merged_into__isnull=False).count() == 1


def _page(program: Program, person: User, route: str = "show-person") -> str:
    return reverse(f"people:{route}", args=[program.slug, person.pk])


@pytest.mark.parametrize(
    ("name", "address", "alike"),
    [
        (("Noor", "Haddad"), "other@x.example", True),
        (("NOOR", "Haddad-Quíst"), "other@x.example", True),
        (("Haddad-Quist", "Noor"), "other@x.example", True),
        (("Somebody", "Else"), "no.or.h@kijani.example", True),
        (("Noora", "Haddad"), "other@x.example", False),
        (("Somebody", "Else"), "noorhale@x.example", False),
    ],
)
def test_twins_are_pointed_out_by_name_and_address(
    name: tuple[str, str], address: str, alike: bool, student: User, cycle: Cycle, program: Program
) -> None:
    User.objects.filter(pk=student.pk).update(email="noorh@haldenlake.example")
    student.refresh_from_db()
    given, family = name
    other = EnrollmentFactory.create(
        cycle=cycle, mentee__given_name=given, mentee__family_name=family, mentee__email=address
    ).mentee
    assert twins_of(student, program) == ([other] if alike else [])
    assert twins_of(other, program) == ([student] if alike else [])


def test_pages_find_compare_and_merge(
    kept: User, gone: User, program: Program, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    assert "Perhaps the same person twice" in browser.get(_page(program, kept)).text
    merge = _page(program, kept, "merge-person")
    assert gone.email in browser.get(merge).text
    assert "Nobody else" in browser.get(merge, {"q": "nobody at all"}).text
    assert gone.email in browser.get(merge, {"q": "haddad"}).text
    both = f"{merge}?with={gone.pk}"
    assert gone.email in browser.get(both).text
    asked = {"keep": kept.pk, "reason": WHY}
    assert browser.post(both, asked).status_code == 422
    merged = browser.post(both, asked | {"sure": "on"}, follow=True)
    assert "The two records are one now." in merged.text
    assert "2025–26" in merged.text
    assert browser.post(both, asked | {"sure": "on"}).status_code == 404
    assert browser.get(_page(program, gone)).status_code == 404


def test_two_who_were_told_apart_are_not_pointed_out_until_that_is_undone(
    kept: User, gone: User, program: Program, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    for _twice in range(2):
        browser.post(_page(program, kept, "tell-apart"), {"other": gone.pk})
    for person in (kept, gone):
        assert "Perhaps the same person" not in browser.get(_page(program, person)).text
    step = StaffStep.objects.get(kind="told_apart")
    browser.post(reverse("programs:undo-step", args=[program.slug, step.pk]))
    assert "Perhaps the same person" in browser.get(_page(program, kept)).text


def test_a_coordinator_is_told_who_can_merge_a_record_with_private_text(
    kept: User, gone: User, program: Program, coordinator: User, sign_in: SignIn
) -> None:
    User.objects.filter(pk__in=(kept.pk, gone.pk)).update(last_login=timezone.now())
    page = sign_in(coordinator).get(_page(program, kept, "merge-person"), {"with": gone.pk})
    assert "Only an administrator" in page.text
    stranger = UserFactory.create()
    assert sign_in(coordinator).get(_page(program, kept, "merge-person"), {"with": stranger.pk}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_comparing_asks_as_often_for_one_year_as_for_three(
    rows: int,
    kept: User,
    gone: User,
    program: Program,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        EnrollmentFactory.create(cycle=CycleFactory.create(program=program, name=f"Year {number}"), mentee=gone)
    browser = sign_in(coordinator)
    url = f"{_page(program, kept, 'merge-person')}?with={gone.pk}"
    browser.get(url)
    with django_assert_num_queries(14):
        browser.get(url)


# Taking it back ------------------------------------------------------------------------------------


def _everything() -> dict[str, list[str]]:
    """All rows of all tables, without what is kept of steps and links that signed in once."""
    apart = {"programs.StaffStep", "accounts.SignInLink", "auditlog.LogEntry"}
    models = [model for model in apps.get_models() if model._meta.label not in apart]
    return {
        model._meta.label: sorted(serializers.serialize("json", [row]) for row in model._default_manager.all())
        for model in models
        if not any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
    } | {
        model._meta.label: sorted(str(sorted(values.items())) for values in model._default_manager.values())
        for model in models
        if any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
    }


def _undo(by: User, now: datetime) -> None:
    undo_step(StaffStep.objects.get(kind="people_merged"), by=by, now=now)


def test_a_merge_is_undone_as_if_it_had_not_been(
    kept: User, gone: User, program: Program, admin: User, cycle: Cycle, now: datetime
) -> None:
    theirs = gone.enrollments.get()
    pair = MentorshipFactory.create(cycle=theirs.cycle, enrollment=theirs)
    session = SessionFactory.create(mentorship=pair, organiser=gone)
    Attendance.objects.get_or_create(session=session, user=gone)
    PrivateNote.objects.create(id=session.pk, session=session, writer=gone, text="I was afraid.")
    term = InterestTermFactory.create(institution=program.institution)
    for person in (kept, gone):
        PersonalInterest.objects.create(user=person, term=term)
        enqueue_many([Notice(event="handbook_published", recipient=person, subject_pk="1", due_at=now)])
    enqueue_many([Notice(event="handbook_published", recipient=gone, subject_pk="2", due_at=now)])
    EnrollmentFactory.create(cycle=cycle, mentee=gone, state=Enrollment.State.INVITED)
    EmailAddress.objects.get_or_create(user=gone, email=gone.email, verified=True, primary=True)
    User.objects.filter(pk=gone.pk).update(headline="Listens", last_login=now)
    before = _everything()
    _merge(kept, gone, admin, program, now)
    assert _everything() != before
    _undo(admin, now)
    assert _everything() == before


@pytest.mark.parametrize("built", ["signed in", "pair", "list", "address", "acknowledged", "merged again"])
def test_a_merge_on_which_something_was_built_stays(
    built: str, kept: User, gone: User, program: Program, admin: User, cycle: Cycle, now: datetime
) -> None:
    version = HandbookVersion.objects.create(program=program, number=1)
    if built == "acknowledged":
        Acknowledgement.objects.create(version=version, user=gone, sha256="a", acknowledged_at=now)
    theirs = gone.enrollments.get()
    _merge(kept, gone, admin, program, now)
    if built == "signed in":
        User.objects.filter(pk=kept.pk).update(last_login=now)
    elif built == "pair":
        MentorshipFactory.create(cycle=cycle, enrollment=kept.enrollments.get(cycle=cycle))
    elif built == "list":
        PreferenceListFactory.create(round__cycle=theirs.cycle, enrollment=kept.enrollments.get(pk=theirs.pk))
    elif built == "address":
        EmailAddress.objects.filter(email=gone.email).delete()
        UserFactory.create(email=gone.email)
    elif built == "merged again":
        User.objects.filter(pk=gone.pk).update(merged_into=admin)
    before = _everything()
    with pytest.raises(MergeStays):
        _undo(admin, now)
    assert _everything() == before


def test_who_neither_merged_nor_administers_does_not_undo_it(
    kept: User, gone: User, program: Program, admin: User, coordinator: User, now: datetime
) -> None:
    _merge(kept, gone, admin, program, now)
    with pytest.raises(MergeStays, match="administrator"):
        _undo(coordinator, now)
