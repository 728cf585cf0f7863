"""Who of a pair or a group does what."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.prepared import prepared
from pairs.models import Action, GroupMember, Mentorship
from pairs.models.of_whole import Whole

# As long as something that was done is seen beside what is open.
DONE_SHOWN_FOR = timedelta(days=30)


def open_actions(whole: Whole) -> list[Action]:
    """Return what is not done, the first to be due first and what has no day last."""
    return list(Action.objects.of(whole).filter(done_at=None))


def current_actions(whole: Whole, now: datetime) -> list[Action]:
    """Return what is open, as `open_actions`, and after it what was done of late, the latest first."""
    rows = _done_since(whole, now - DONE_SHOWN_FOR)
    done = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at or now, reverse=True)
    return [row for row in rows if row.done_at is None] + done


@prepared
def _done_since(whole: Whole, since: datetime) -> QuerySet[Action]:
    return Action.objects.of(whole).filter(Q(done_at=None) | Q(done_at__gte=since)).select_related("person")


def actions_due(user: User, first: date, last: date) -> list[Action]:
    """Return the open actions of `user` in pairs and groups that go on, which are due in these days; one query."""
    owner = Action.Owner
    member = GroupMember.objects.current().filter(group=OuterRef("group"), user=user)
    own = (
        Q(mentorship__mentee=user, owner__in=(owner.MENTEE, owner.BOTH))
        | Q(mentorship__mentor=user, owner__in=(owner.MENTOR, owner.BOTH))
        | Q(Exists(member), Q(owner=owner.ALL) | Q(person=user))
    )
    alive = Q(mentorship__state__in=Mentorship.LIVE) | Q(group__isnull=False)
    rows = Action.objects.visible_to(user).filter(own, alive, done_at=None, due_on__range=(first, last))
    return list(rows.select_related("mentorship", "group"))


def doers_of(action: Action) -> list[User]:
    """Return who does it: of a pair one of the two or both, of a group one member or all who are in it now."""
    if action.mentorship is not None:
        two = (action.mentorship.mentee, action.mentorship.mentor)
        return [one for one in two if action.owner in Action.owners(action.mentorship, one)]
    if action.person is not None:
        return [action.person]
    return list(User.objects.filter(group_memberships__group=action.group, group_memberships__left_on=None))
