"""Whom a mentor mentored in a year, for the thanks at its end."""

from django.utils.translation import ngettext

from pairs.models import GroupMember, MentoringGroup, Mentorship
from people.models import MentorParticipation


def mentees_of_year(participation: MentorParticipation) -> list[str]:
    """Return how many mentees and groups the mentor had; who withdrew at once is not counted."""
    pairs = Mentorship.objects.filter(cycle=participation.cycle_id, mentor=participation.mentor_id)
    mentees = pairs.exclude(state=Mentorship.State.WITHDRAWN).values("mentee").distinct().count()
    led = GroupMember.objects.filter(user=participation.mentor_id, side=GroupMember.Side.MENTOR)
    groups = MentoringGroup.objects.filter(cycle=participation.cycle_id, pk__in=led.values("group")).count()
    facts = []
    if mentees:
        facts.append(ngettext("%(n)s mentee", "%(n)s mentees", mentees) % {"n": mentees})
    if groups:
        facts.append(ngettext("%(n)s group", "%(n)s groups", groups) % {"n": groups})
    return facts
