"""A school writes a department or profession otherwise: rounds and groups that are still being set up follow."""

from matching.models import Formation, MatchRound
from programs.models import Institution


def rename_department(school: Institution, *, before: str, after: str) -> None:
    """Keep the limit of a department in rounds whose input is not frozen; a limit that the new name has stays."""
    going_on = (MatchRound.State.DRAFT, MatchRound.State.OPEN)
    rounds = MatchRound.objects.select_for_update(of=("self",)).filter(
        cycle__program__institution=school, state__in=going_on
    )
    for match_round in rounds.filter(department_limits__has_key=before):
        limits = dict(match_round.department_limits)
        limits.setdefault(after, limits.pop(before))
        match_round.department_limits = limits
        match_round.save(update_fields=["department_limits"])


def rename_profession(school: Institution, *, before: str, after: str) -> None:
    """Keep the profession that is asked of one mentor of each group, where forming has not begun."""
    drafts = Formation.objects.filter(cycle__program__institution=school, state=Formation.State.DRAFT)
    drafts.filter(lead_profession=before).update(lead_profession=after)
