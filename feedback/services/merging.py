"""What was released of two records of one mentor becomes one release: who knew both knows their sum."""

from typing import Any

from accounts.models import User
from accounts.services.merge_trails import WayBack
from accounts.services.merging import Becomes, register_references, register_step, register_way_back
from feedback.models import RatingRelease

_FIELDS = ("answers", "sums", "released_at")


def join_releases(kept: User, gone: User) -> None:
    """Add what was released of the record that goes to what was of the one that stays, in programs that have both.

    Were one of the two dropped, the next release would count answers as new that are known already.
    """
    theirs = {release.program_id: release for release in RatingRelease.objects.filter(mentor=gone)}
    for release in RatingRelease.objects.select_for_update().filter(mentor=kept, program__in=theirs):
        other = theirs[release.program_id]
        release.answers += other.answers
        both = {item: one.plus(other.items[item]) for item, one in release.items.items()}
        release.sums = {item: [one.answers, one.low, one.high] for item, one in both.items()}
        release.released_at = max(release.released_at, other.released_at)
        release.save(update_fields=_FIELDS)


def _releases_of(kept: User, _gone: User) -> list[dict[str, Any]]:
    rows = RatingRelease.objects.filter(mentor=kept).order_by("pk")
    return [{"pk": row.pk, "answers": row.answers, "sums": row.sums, "at": row.released_at.isoformat()} for row in rows]


def _part_releases(_kept: User, _gone: User, before: list[dict[str, Any]]) -> None:
    for row in before:
        own = RatingRelease.objects.filter(pk=row["pk"])
        own.update(answers=row["answers"], sums=row["sums"], released_at=row["at"])


def register_release_references() -> None:
    """Say what becomes of what was released of a mentor."""
    register_references(RatingRelease, Becomes.MOVED, "mentor", once_per=("program",))
    register_step(join_releases)
    register_way_back(WayBack("rating releases", _releases_of, _part_releases))
