"""Reads of pauses."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from pairs.models import Mentorship, Pause


def present_pause(mentorship: Mentorship) -> Pause | None:
    """Return the pause in which the pair is now; no query for one that is not paused."""
    if mentorship.state != Mentorship.State.PAUSED:
        return None
    return Pause.objects.filter(mentorship=mentorship, ended_on=None).select_related("asked_by").first()


def stand_in_of(mentorship: Mentorship) -> Mentorship | None:
    """Return the pair in which somebody stands in for the mentor now, with that mentor; no query for one not paused."""
    if mentorship.state != Mentorship.State.PAUSED:
        return None
    return Mentorship.objects.live().filter(interim_for=mentorship).select_related("mentor").first()


def pauses_to_decide(user: User, day: date) -> QuerySet[Pause]:
    """Return the pauses of `user`'s pairs whose day of return has come by `day`, and of which the two are asked."""
    own = Mentorship.objects.of(user).order_by().values("pk")
    due = Pause.objects.past_their_day(day)
    people = ("mentorship__mentee", "mentorship__mentor", "mentorship__cycle__program")
    return due.filter(mentorship__in=own).select_related(*people).order_by("back_on", "pk")
