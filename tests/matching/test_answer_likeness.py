"""What people answer for the pairing: how alike two answers are, and what a round keeps of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from matching.engine import verify
from matching.engine.files.reading import load_instance
from matching.models import MatchRound
from matching.queries.overlap import _PARTS, mentee_overlap, overlap_input_of, overlap_matrix
from matching.services.proposals import compute, queue_proposals
from matching.services.rounds import close_round
from matching.services.snapshots import instance_bytes, load_snapshot
from matching.views.round_page import _counts
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from surveys.forms.editor import QuestionForm
from surveys.models import SurveyResponse, Wave
from surveys.models.editing import empty_question
from surveys.models.waves import written_answers
from tests.factories.surveys import AGREE, WaveFactory, content_of, question

_OPTIONS = [("a", "Anatomy"), ("b", "Biochemistry"), ("c", "Cardiology")]


def _wave(cycle: Cycle, kind: str, meaning: str, weight: float = 2, **more: Any) -> Wave:
    asked = question("asked", kind, matching={"meaning": meaning, "weight": weight}, **more)
    return WaveFactory.create(cycle=cycle, version__content=content_of(asked, audience="matching"))


def _answer(wave: Wave, person: User, role: str, answer: Any, now: datetime, *, handed_in: bool = True) -> None:
    row = SurveyResponse(wave=wave, person=person, role=role, started_at=now, saved_at=now)
    row.answers, row.submitted_at = written_answers({"asked": answer}), now if handed_in else None
    row.save(force_insert=True)


@pytest.mark.parametrize(
    ("kind", "meaning", "mentee_says", "mentor_says", "alike"),
    [
        ("single", "similar", "a", "a", 1),
        ("single", "similar", "a", "b", 0),
        ("single", "different", "a", "b", 1),
        ("single", "different", "a", "a", 0),
        ("multiple", "similar", ["a", "b"], ["b", "c"], 0.5),
        ("multiple", "different", ["a", "b"], ["b", "c"], 0.5),
        ("multiple", "offers_needs", ["a"], ["a", "b", "c"], 1),
        ("matrix", "similar", {"r": "1", "s": "1"}, {"r": "2", "s": "1"}, 0.75),
        ("matrix", "similar", {"r": "1", "s": "1"}, {"r": "1"}, 0.5),
        ("matrix", "different", {"r": "1"}, {"r": "3"}, 1),
        ("matrix", "offers_needs", {"r": "2"}, {"r": "3"}, 1),
        ("matrix", "offers_needs", {"r": "3"}, {"r": "2"}, 0.5),
        ("number", "similar", 0, 10, 0),
        ("number", "similar", 5, 5, 1),
        ("ranking", "similar", ["a", "b", "c"], ["c", "a", "b"], 1 / 3),
        ("ranking", "similar", ["a"], ["a", "c"], 1),
    ],
)
def test_how_alike_two_answers_are(
    kind: str, meaning: str, mentee_says: Any, mentor_says: Any, alike: float, enrollment: Enrollment,
    participation: MentorParticipation, now: datetime,
) -> None:  # fmt: skip
    options = AGREE if kind == "matrix" else _OPTIONS if kind != "number" else ()
    rows = [("r", "R"), ("s", "S")] if kind == "matrix" else ()
    wave = _wave(enrollment.cycle, kind, meaning, options=options, rows=rows)
    people = [enrollment.mentee_id], [participation.mentor_id]
    _answer(wave, enrollment.mentee, "mentee", mentee_says, now)
    assert overlap_matrix(enrollment.cycle, *people)[0, 0] == 0  # a mentor who left it out
    _answer(wave, participation.mentor, "mentor", mentor_says, now)
    assert overlap_matrix(enrollment.cycle, *people)[0, 0] == pytest.approx(alike, abs=0.001)
    assert mentee_overlap(enrollment, people[1]).with_mentors(people[1]) == [0]  # no page of a mentee counts it


def test_a_round_keeps_how_alike_people_are_and_nothing_that_they_answered(
    open_round: MatchRound, mentors: list[MentorParticipation], enrollment: Enrollment, now: datetime
) -> None:
    cycle = open_round.cycle
    wave = _wave(cycle, "single", "similar", options=_OPTIONS)
    _answer(wave, enrollment.mentee, "mentee", "b", now)
    for mentor, value, handed_in in zip(mentors, "abb", (True, True, False), strict=True):
        _answer(wave, mentor.mentor, "mentor", value, now, handed_in=handed_in)
    closed = close_round(open_round, now=now)
    later = _wave(cycle, "single", "different", options=_OPTIONS)
    Wave.objects.filter(pk=later.pk).update(opens_at=now + timedelta(minutes=1))
    assert _counts(closed) == [
        "“About asked?”: alike is better, weight 2"
    ]  # what opens after closing counts for nothing
    frozen = load_snapshot(closed.snapshot)
    assert frozen.overlap is not None
    assert (frozen.overlap.vectors, sorted(frozen.overlap.rows(0, 1)[0].tolist())) == (None, [0, 0, 1])
    file = instance_bytes(closed.snapshot).decode()
    assert not any(words in file for words in ("asked", "Biochemistry", "vectors"))
    queue_proposals(closed, now=now)
    instance = load_instance(instance_bytes(closed.snapshot))
    for proposal in closed.proposals.all():
        outcome = compute(proposal, instance)
        assert not isinstance(outcome, str)
        assert verify(instance, outcome[0]) == ()


@pytest.mark.parametrize("weight", [None, 0])
def test_without_a_question_that_counts_a_round_is_as_it_was(
    weight: float | None, open_round: MatchRound, mentors: list[MentorParticipation], enrollment: Enrollment,
    now: datetime,
) -> None:  # fmt: skip
    if weight is not None:
        wave = _wave(open_round.cycle, "single", "similar", weight, options=_OPTIONS)
        _answer(wave, enrollment.mentee, "mentee", "b", now)
    assert not overlap_input_of(open_round.cycle).answers.sought
    frozen = load_snapshot(close_round(open_round, now=now).snapshot)
    assert frozen.overlap is not None
    assert frozen.overlap.vectors is not None


def test_the_editor_names_the_weights_that_a_question_stands_beside() -> None:
    form = QuestionForm(languages=["en"], kind="single", matched=True, before=empty_question("q", "single"), decided=())
    interests, support, languages = _PARTS.values()
    assert f"interests weigh {interests}, support {support}, languages {languages}" in str(
        form.fields["weight"].help_text
    )
