"""Takes an import of ranked lists back, for a day and while the round takes lists."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.services.avoided_ranks import remove_avoided_mentors
from matching.services.demand import renew_demand
from matching.services.locks import lock_round
from matching.services.ranking_notices import schedule_ranking
from matching.services.rankings import StoredList, check_takes_lists
from programs.models import StaffStep
from programs.services.staff_steps import kept_of

_BATCH = 2000


@transaction.atomic
def undo_import(step: StaffStep, _by: User, now: datetime) -> None:
    """Put back the lists that the file replaced; the others are drafts without a mentor.

    A list that its mentee or a later file has changed since stays as it is.

    Raises:
        WrongState: the lists are closed, or what undoing needs is gone.
    """
    kept = kept_of(step)
    replaced: dict[str, StoredList] = kept["replaced"]
    revisions: dict[str, str] = kept["revisions"]
    match_round = lock_round(MatchRound(pk=step.subject_pk))
    check_takes_lists(match_round)
    there = match_round.preference_lists.handed_in().filter(enrollment__in=map(int, revisions))
    rows = there.select_related("enrollment").order_by("pk")
    lists = [each for each in rows if each.file_revision == revisions[str(each.enrollment_id)]]
    PreferenceItem.objects.filter(preference_list__in=[each.pk for each in lists]).delete()
    ranks: list[PreferenceItem] = []
    for each in lists:
        ranks += _put_back(each, replaced.get(str(each.enrollment_id)))
    changes = ["state", "saved_at", "submitted_at", "file_revision", "changed"]
    PreferenceList.objects.bulk_update(lists, changes, batch_size=500)
    PreferenceItem.objects.bulk_create(ranks, batch_size=_BATCH)
    remove_avoided_mentors(match_round)
    renew_demand(match_round)
    # Who has no list any more is reminded of it again.
    schedule_ranking(match_round.cycle, now=now, mentees=[each.enrollment.mentee_id for each in lists])


def _put_back(each: PreferenceList, before: StoredList | None) -> list[PreferenceItem]:
    """Give a list what it had, and return its ranks; it counts as changed, so that demand tells of it with others."""
    each.changed = True
    if before is None:
        each.state, each.submitted_at, each.file_revision = PreferenceList.State.DRAFT, None, ""
        return []
    each.state, each.file_revision = PreferenceList.State(before["state"]), before["file_revision"]
    each.saved_at = datetime.fromisoformat(before["saved_at"])
    each.submitted_at = datetime.fromisoformat(before["submitted_at"]) if before["submitted_at"] else None
    return [
        PreferenceItem(preference_list=each, participation_id=participation, rank=rank)
        for rank, participation in enumerate(before["ranked"], 1)
    ]
