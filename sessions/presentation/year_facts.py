"""The sessions that a mentor held in a year, for the thanks at its end."""

from django.db.models import Count, Q, Sum
from django.utils.translation import ngettext

from pairs.models import GroupMember
from people.models import MentorParticipation
from sessions.models import MentoringSession


def sessions_of_year(participation: MentorParticipation) -> list[str]:
    """Return how many sessions with mentees and groups were held, and how many hours they took together."""
    led = GroupMember.objects.filter(user=participation.mentor_id, side=GroupMember.Side.MENTOR)
    theirs = Q(mentorship__mentor=participation.mentor_id) | Q(group__in=led.values("group"))
    held = MentoringSession.objects.filter(theirs, cycle=participation.cycle_id, state=MentoringSession.State.HELD)
    found = held.aggregate(number=Count("pk"), minutes=Sum("minutes"))
    if not found["number"]:
        return []
    hours = max(1, round(found["minutes"] / 60))
    sessions = ngettext("%(n)s session held", "%(n)s sessions held", found["number"]) % {"n": found["number"]}
    return [sessions, ngettext("about %(n)s hour together", "about %(n)s hours together", hours) % {"n": hours}]
