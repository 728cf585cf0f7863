"""Shared reads of feedback."""

from typing import Any

from accounts.models import User
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback, RatingRelease
from pairs.models import Mentorship
from programs.models import Program


def feedback_of_pair(
    mentorship: Mentorship, reader: User
) -> tuple[DevelopmentalFeedback | None, DevelopmentalFeedback | None]:
    """Return (what `reader` wrote, what `reader` received) in this pair."""
    found = DevelopmentalFeedback.objects.visible_to(reader).filter(mentorship=mentorship)
    by_writer = {one.writer_id: one for one in found.select_related("writer", "recipient")}
    own = by_writer.pop(reader.pk, None)
    return own, next(iter(by_writer.values()), None)


def ratings_of(mentorship: Mentorship) -> ConfidentialFeedback | None:
    """Return the mentee's confidential answers, for those who write them; no page shows them."""
    return ConfidentialFeedback.objects.filter(mentorship=mentorship).first()


def promise_to(mentorship: Mentorship) -> int:
    """Of how many answers at least an average is made with this mentee's in it; what was promised before holds."""
    rated = ratings_of(mentorship)
    return max(mentorship.cycle.program.answers_before_ratings, rated.promised_k if rated else 0)


def handed_in(mentorship: Mentorship, writer: User) -> dict[str, Any]:
    """Return what `writer` has handed in, and what is promised about it, for a form to begin from."""
    written, _received = feedback_of_pair(mentorship, writer)
    words = {name: getattr(written, name) if written else "" for name in ("observation", "effect", "suggestion")}
    if writer.pk != mentorship.mentee_id or mentorship.participation_id is None:
        return words
    rated = ratings_of(mentorship)
    items = {item: getattr(rated, item) for item in ConfidentialFeedback.ITEMS} if rated else None
    return {**words, "ratings": items, "promise": promise_to(mentorship)}


def shown_means(mentor: User, program: Program) -> tuple[RatingRelease | None, dict[str, float]]:
    """Return the release that may be seen, and item → mean where enough answered it; (None, {}) while too few have.

    A program that asks for more than before hides at once what has fewer answers.
    """
    release = RatingRelease.objects.filter(mentor=mentor, program=program).first()
    k = program.answers_before_ratings
    if release is None or release.answers < k:
        return None, {}
    enough = {item: mean for item, mean in release.means.items() if release.item_answers[item] >= k}
    return release, {item: mean for item, mean in enough.items() if mean is not None}
