"""Whom a file of ranked lists may name, and which lists it would meet."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from core.revisions import revision_of
from matching.models import MatchRound, PreferenceList
from matching.queries.eligibility import available_mentors, unpaired_mentees
from people.imports.finding import Known
from programs.models import Cycle


def known_mentees(cycle: Cycle) -> list[Known]:
    """Return the mentees who may have a list; `key` is their enrollment."""
    rows = unpaired_mentees(cycle).select_related("mentee").order_by("pk")
    return [_known(row.pk, row.mentee, row.cohort) for row in rows]


def known_mentors(cycle: Cycle, *, now: datetime) -> list[Known]:
    """Return the mentors who may be ranked; `key` is their participation.

    One whom a mentee avoids may be named, or the refusal would tell; saving leaves such a rank out.
    """
    rows = available_mentors(cycle, day=cycle.local_day(now)).select_related("mentor").order_by("pk")
    return [_known(row.pk, row.mentor, row.department) for row in rows]


def stored_lists(match_round: MatchRound) -> dict[int, str]:
    """Return enrollment → the revision that a file gave the list; empty for one that was handed in on the site."""
    return dict(
        PreferenceList.objects.filter(round=match_round).handed_in().values_list("enrollment_id", "file_revision")
    )


def file_revision(ranked: Sequence[int]) -> str:
    """Return the digest of a list as a file has it, participations with the best first.

    It tells whether the next file says the same, and nothing of what has become of the list since.
    """
    return revision_of({"list": list(ranked)})


def _known(key: int, person: User, group: str) -> Known:
    return Known(key, person.pk, person.email, f"{person.given_name} {person.family_name}".strip(), group)
