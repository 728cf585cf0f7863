"""The voluntary question: its mentee answers or not, and nobody else ever reads the answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin import site as admin_site
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from core.undecryptable import UndecryptableText
from matching.models import ServedCounts, Strategy
from matching.presentation.fairness import voluntary_table
from matching.queries.fairness import kept_counts, served_by_answer
from matching.services.overrides import change_pair
from matching.services.rounds import close_round
from matching.services.served import keep_served
from people.models import Enrollment, VoluntaryAnswer
from people.queries.voluntary import answers_of, own_answer
from people.services.voluntary import answer_question
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, Program
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import run_all

SignIn = Callable[[User], Client]
YES, NO = "Zebra yes", "Zebra no"
PAGE = "/programs/compass/voluntary/"
PAST = timedelta(days=1)


@pytest.fixture
def asking(program: Program, cycle: Cycle) -> Cycle:
    Program.objects.filter(pk=program.pk).update(
        voluntary_question="First in your family?", voluntary_choices=f"{YES}\n{NO}"
    )
    cycle.program.refresh_from_db()
    return cycle


def test_a_mentee_answers_changes_and_takes_it_back(
    asking: Cycle, student: User, enrollment: Enrollment, sign_in: SignIn, outsider: User, coordinator: User
) -> None:
    client = sign_in(student)
    assert reverse("people:answer-voluntary", args=["compass"]) == PAGE
    for answer in (YES, NO):
        stale = client.get(PAGE).context["form"]["revision"].value()
        assert client.post(PAGE, {"answer": answer, "revision": stale}).status_code == 302
        assert own_answer(enrollment) == {"answer": answer}
    assert client.post(PAGE, {"answer": YES, "revision": stale}).status_code == 422, "another window has answered"
    assert client.post(PAGE, {"answer": "Zebra maybe"}).status_code == 422
    assert client.post(PAGE, {"answer": ""}).status_code == 302
    assert not VoluntaryAnswer.objects.exists()
    for other in (outsider, coordinator):
        assert sign_in(other).get(PAGE).status_code == 404
    Program.objects.update(voluntary_question="")
    assert client.get(PAGE).status_code == 404


def test_another_wording_starts_without_answers_and_leaving_deletes(
    asking: Cycle, student: User, enrollment: Enrollment, now: datetime
) -> None:
    answer_question(enrollment, answer=YES, now=now)
    until = now + PAST
    assert answers_of(asking, enrollments=[enrollment.pk], until=until) == {enrollment.pk: YES}
    assert answers_of(asking, enrollments=[enrollment.pk], until=now - PAST) == {}
    asking.program.voluntary_question = "Another question?"
    assert answers_of(asking, enrollments=[enrollment.pk], until=until) == {}
    withdraw_enrollment(enrollment, by=student, now=now)
    assert not VoluntaryAnswer.objects.exists()
    with pytest.raises(WrongState):
        answer_question(enrollment, answer=YES, now=now)


def test_a_closed_answer_counts_as_none(asking: Cycle, enrollment: Enrollment, now: datetime) -> None:
    answer_question(enrollment, answer=YES, now=now)
    VoluntaryAnswer.objects.update(answer=b"\x01 what a lost key has written")
    assert isinstance(VoluntaryAnswer.objects.get().answer, UndecryptableText)
    assert answers_of(asking, enrollments=[enrollment.pk], until=now + PAST) == {}


@pytest.fixture
def answered(asking: Cycle, enrollment: Enrollment, participation: Any, now: datetime) -> list[Enrollment]:
    """Thirty mentees with a list, of whom ten have said yes and eight no."""
    match_round = MatchRoundFactory.create(cycle=asking)
    MentorParticipationFactory.create(cycle=asking, capacity=20)
    rows = [enrollment, *EnrollmentFactory.create_batch(29, cycle=asking)]
    for at, row in enumerate(rows):
        PreferenceListFactory.create(round=match_round, enrollment=row, ranks=[participation])
        if at < 18:
            answer_question(row, answer=YES if at < 10 else NO, now=now)
    run_all(close_round(match_round, now=now), now)
    return rows


def test_figures_are_of_many_and_rounded(answered: list[Enrollment], coordinator: User, now: datetime) -> None:
    match_round = answered[0].cycle.rounds.get()
    proposals = list(match_round.proposals.filter(strategy=Strategy.CHOICE_STABLE))
    asked = match_round.cycle.program.voluntary_question
    served = served_by_answer(kept_counts(proposals), question=asked)
    assert {one.groups: one.mentees for one in served} == {(YES,): 10, (NO,): 8, ("",): 12}
    table = voluntary_table(served, proposals, question="First?", k=3)
    assert table is not None
    assert {row.label: row.mentees for row in table.rows} == {NO: 10, YES: 10, "Not stated": 10}
    assert all(int(share.matched.partition("%")[0]) % 5 == 0 for row in table.rows for share in row.shares)
    for row in answered[12:18]:
        answer_question(row, answer="", now=now)
    assert served_by_answer(kept_counts(proposals), question=asked) == served, "what is taken back moves no figure"
    moved = proposals[0].pairs.filter(participation__isnull=False)[0].enrollment
    change_pair(proposals[0], enrollment=moved, participation=None, reason="Why not.", by=coordinator, now=now)
    assert served_by_answer(kept_counts(proposals), question=asked) == served, "who is moved by hand moves no figure"
    keep_served(proposals[0], match_round)
    served = served_by_answer(kept_counts(proposals), question=asked)
    table = voluntary_table(served, proposals, question="First?", k=3)
    assert table is not None
    assert {row.label for row in table.rows} == {"Not stated", "Smaller groups together"}, (
        "two noes show with the yeses"
    )
    assert served_by_answer(kept_counts(proposals), question="In other words?") == []
    ServedCounts.objects.update(answers=b"\x01 what a lost key has written")
    assert served_by_answer(kept_counts(proposals), question=asked) == []


def test_nobody_reads_an_answer_on_any_page_in_any_file_or_in_the_database(
    answered: list[Enrollment],
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    sign_in: SignIn,
) -> None:
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    match_round = answered[0].cycle.rounds.get()
    person = [f"/programs/compass/people/{student.pk}/", f"/manage/people/enrollment/{answered[0].pk}/change/"]
    lists = [f"/programs/compass/people/lists/{name}/" for name in ("mentees", "mentors")]
    files = [f"/rounds/{match_round.pk}/{name}" for name in ("instance.json", "matches.csv", "record.pdf")]
    pages = [*person, *lists, *files, f"/rounds/{match_round.pk}/mentees/", "/manage/", "/"]
    seen = set()
    for reader in (coordinator, admin, safeguarding_officer, mentor):
        client = sign_in(reader)
        for page in pages:
            answer = client.get(page, follow=True)
            if answer.status_code == 200:
                seen.add(page)
            assert b"Zebra" not in answer.content, (reader, page)
    assert set(person + lists + files) - seen == {person[1]}, "the pages were read; the admin has no such page"
    found = sign_in(coordinator).get(f"{lists[0]}?q=Zebra")
    assert student.email not in found.content.decode(), "what is searched for stands there, and finds nobody"
    exported = sign_in(coordinator).post(f"{lists[0]}act/?do=export&all=1", {"format": "csv"})
    assert student.email.encode() in exported.content
    assert b"Zebra" not in exported.content
    assert VoluntaryAnswer not in admin_site._registry
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM people_voluntaryanswer")
        assert all(b"Zebra" not in bytes(row[0]) for row in cursor.fetchall())
