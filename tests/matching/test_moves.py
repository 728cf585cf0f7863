"""Who gains and who loses between two proposals: every mentee is counted once, and drawn as counted."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from matching.models import MatchRound
from matching.presentation.moves import draw
from matching.queries.moves import NOBODY, UNLISTED, Move, moves
from people.models import MentorParticipation

_PLACES = st.sampled_from([1, 2, 3, 4, 9, UNLISTED, NOBODY])
_MOVES = st.lists(st.builds(Move, _PLACES, _PLACES))


@given(_MOVES)
def test_everybody_gains_loses_or_stays(made: list[Move]) -> None:
    drawn = draw(made)
    assert drawn.gain == sum(move.after < move.before for move in made)
    assert drawn.lose == sum(move.after > move.before for move in made)
    assert drawn.gain + drawn.lose + drawn.same == len(made)


@given(_MOVES)
def test_bands_and_table_hold_the_same_people(made: list[Move]) -> None:
    drawn = draw(made)
    assert sum(band.before for band in drawn.bands) == sum(band.after for band in drawn.bands) == len(made)
    assert [row.total for row in drawn.rows] == [band.before for band in drawn.bands]
    assert [sum(row.counts[at] for row in drawn.rows) for at in range(len(drawn.bands))] == [
        band.after for band in drawn.bands
    ]
    assert all(float(band.top) + float(band.left) <= drawn.height for band in drawn.bands)


def test_kinds_have_names() -> None:
    made = [Move(NOBODY, 4), Move(3, 1), Move(2, 2), Move(1, NOBODY), Move(1, 2), Move(2, 3), Move(2, UNLISTED)]
    drawn = draw(made)
    assert (drawn.found, drawn.higher, drawn.same, drawn.lost, drawn.lower) == (1, 1, 1, 1, 3)
    assert sorted(stream.kind for stream in drawn.streams) == ["gain", "gain", "loss", "loss", "loss", "same"]


def test_nobody_is_no_division_by_nothing() -> None:
    assert draw([]).bands == []


def test_the_readers_own_mentees_are_left_out(
    proposed_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    first, second = (proposed_round.proposals.get(strategy=name) for name in ("choice-stable", "survey"))
    everybody = moves(first, second, reader=coordinator)
    assert len(everybody) == 4
    with_reader = {
        pair.enrollment_id for proposal in (first, second) for pair in proposal.pairs.filter(participation=mentors[0])
    }
    assert with_reader
    assert len(moves(first, second, reader=mentors[0].mentor)) == 4 - len(with_reader)
