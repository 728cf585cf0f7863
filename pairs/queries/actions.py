"""Who of a pair or a group does what."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import User
from pairs.models import Action
from pairs.models.of_whole import Whole

# As long as something that was done is seen beside what is open.
DONE_SHOWN_FOR = timedelta(days=30)


def open_actions(whole: Whole) -> list[Action]:
    """Return what is not done, the first to be due first and what has no day last."""
    return list(Action.objects.of(whole).filter(done_at=None))


def current_actions(whole: Whole, now: datetime) -> list[Action]:
    """Return what is open, as `open_actions`, and after it what was done of late, the latest first."""
    shown = Q(done_at=None) | Q(done_at__gte=now - DONE_SHOWN_FOR)
    rows = list(Action.objects.of(whole).filter(shown).select_related("person"))
    done = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at or now, reverse=True)
    return [row for row in rows if row.done_at is None] + done


def doers_of(action: Action) -> list[User]:
    """Return who does it: of a pair one of the two or both, of a group one member or all who are in it now."""
    if action.mentorship is not None:
        two = (action.mentorship.mentee, action.mentorship.mentor)
        return [one for one in two if action.owner in Action.owners(action.mentorship, one)]
    if action.person is not None:
        return [action.person]
    return list(User.objects.filter(group_memberships__group=action.group, group_memberships__left_on=None))
