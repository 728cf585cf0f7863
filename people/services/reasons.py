"""Counts of reasons for declining are released like ratings: never so that one answer can be told from two of them."""

from core.disclosure.tables import may_renew_row
from people.models import MentorParticipation, ReasonsRelease
from people.queries.recruiting import reasons_for_declining
from programs.models import Cycle


def update_reasons(cycle: Cycle) -> None:
    """Freeze how many gave which reason once k have said why, and again after k more of whom nothing is told by name.

    Inside the transaction of an answer. Those who answer at once wait for each other.
    """
    ReasonsRelease.objects.get_or_create(cycle=cycle)
    release = ReasonsRelease.objects.select_for_update().get(cycle=cycle)
    counts = reasons_for_declining(cycle)
    declined, answers = sum(counts.values()), sum(counts.values()) - counts.pop("", 0)
    before, now = ([each.get(reason, 0) for reason in MentorParticipation.Because] for each in (release.counts, counts))
    if may_renew_row(before, now, least=cycle.program.answers_before_ratings):
        release.declined, release.answers, release.counts = declined, answers, counts
        release.save(update_fields=["declined", "answers", "counts"])
