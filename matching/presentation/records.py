"""The record of a round for the file: rows for CSV and Excel, and a PDF."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core.tables.cells import Sheet, csv_file, xlsx_file
from core.text import clean_line
from matching.models import MatchRound, Proposal, ProposedPair
from matching.presentation.changes import OverrideRow, override_rows
from matching.presentation.comparison import comparison
from matching.queries.readers import rank_for
from people.models import MentorParticipation

COLUMNS = (
    "mentee_email", "mentee", "mentor_email", "mentor", "rank", "overlap", "strategy", "changed_by_hand",
)  # fmt: skip
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_of(proposal: Proposal, *, reader: User | None = None) -> Iterator[list[Any]]:
    """One row for each pair, by the mentee's name; who has no mentor has a row whose mentor's columns are empty."""
    pairs = proposal.pairs.select_related("enrollment__mentee", "participation__mentor")
    for pair in pairs.order_by(
        "enrollment__mentee__sort_name", "enrollment__mentee__given_name", "enrollment", "place"
    ):
        yield _row(proposal, pair, rank_for(reader, pair))


def _row(proposal: Proposal, pair: ProposedPair, rank: int | None) -> list[Any]:
    mentee = pair.enrollment.mentee
    mentor = pair.participation.mentor if pair.participation else None
    return [
        mentee.email,
        str(mentee),
        mentor.email if mentor else "",
        str(mentor) if mentor else "",
        "" if rank is None else rank,
        "" if pair.overlap is None else pair.overlap,
        proposal.strategy,
        "yes" if pair.overridden else "no",
    ]


def matches_file(proposal: Proposal, form: str, *, reader: User | None = None) -> bytes:
    """The matches as a file, `form` "csv" (UTF-8 with a mark that Excel understands) or "xlsx"."""
    rows = rows_of(proposal, reader=reader)
    return csv_file(COLUMNS, rows) if form == "csv" else xlsx_file(Sheet(_("Matches"), COLUMNS, rows))


def record_pdf(match_round: MatchRound, proposal: Proposal, *, made_at: datetime, reader: User | None = None) -> bytes:
    """The round as a PDF: input, figures, changes by hand, pairs. The typesetter gets the texts as data."""
    import typst  # loads a compiler: only when a record is asked for

    template = Path(settings.BASE_DIR) / "templates" / "matching" / "record.typ"
    content: bytes = typst.compile(
        os.fspath(template),
        sys_inputs={"data": json.dumps(_printable(_content(match_round, proposal, made_at, reader)))},
    )
    return content


def _printable(value: Any) -> Any:
    """Clean every text in nested lists and dictionaries: a control character would stop the typesetter."""
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    return clean_line(str(value))


def _content(match_round: MatchRound, proposal: Proposal, made_at: datetime, reader: User | None) -> dict[str, Any]:
    snapshot = match_round.snapshot
    return {
        "title": f"{match_round.cycle}: {match_round.name}",
        "lede": _lede(match_round, proposal, made_at),
        "facts_title": _("Frozen input"),
        "facts": [
            [_("Snapshot (SHA-256)"), snapshot.sha256],
            [_("Lottery seed"), str(match_round.seed)],
            [_("Lottery commitment"), match_round.commitment or "–"],
            [_("Mentees"), str(snapshot.mentees)],
            [_("Mentees who ranked"), str(snapshot.rankers)],
            [_("Mentors with a place"), str(snapshot.mentors)],
            [_("Places"), str(snapshot.places)],
            [_("Excluded pairs"), str(snapshot.excluded_pairs)],
        ],
        "figures_title": _("Figures"),
        "figures": [[row.label, row.cells[0].text] for row in comparison([proposal])],
        "changes_title": _("Changed by hand"),
        "changes": [_changed(row) for row in override_rows(proposal)],
        "pairs_title": _("Pairs"),
        "pairs_head": [_("Mentee"), _("Mentor"), _("Rank"), _("Overlap")],
        "pairs": [_printed(row) for row in rows_of(proposal, reader=reader)],
    }


def _printed(row: list[Any]) -> list[str]:
    _email, mentee, _address, mentor, rank, overlap, *_rest = row
    return [mentee, mentor or "–", str(rank) or "–", "–" if overlap == "" else f"{overlap:.2f}"]


def _changed(row: OverrideRow) -> list[str]:
    change = row.change
    move = f"{_person(change.before)} → {_person(change.after)}"
    return [str(change.enrollment.mentee), move, change.reason, ", ".join(row.costs)]


def _person(participation: MentorParticipation | None) -> str:
    return str(participation.mentor) if participation else "–"


def _lede(match_round: MatchRound, proposal: Proposal, made_at: datetime) -> str:
    strategy = proposal.get_strategy_display()
    if match_round.published_at:
        day = date_format(timezone.localtime(match_round.published_at), "j F Y, H:i")
        return _("%(strategy)s, published on %(day)s by %(person)s.") % {
            "strategy": strategy, "day": day, "person": match_round.published_by,
        }  # fmt: skip
    day = date_format(timezone.localtime(made_at), "j F Y, H:i")
    return _("%(strategy)s, a proposal as it stood on %(day)s.") % {"strategy": strategy, "day": day}
