"""What waits for people of surveys."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.prepared import prepared
from core.todo import Task
from programs.todo import deadline_task
from surveys.models import AskedPerson, SurveyResponse, Wave
from surveys.presentation.wording import minutes_of, title_of


def tasks_for(user: User, *, now: datetime) -> list[Task]:
    """Return the open surveys that ask `user` and have no answer of theirs, the first to close first. One query."""
    return [_task(user, asked.wave, now) for asked in _unanswered(user, now)]


@prepared
def _unanswered(user: User, now: datetime) -> QuerySet[AskedPerson]:
    handed_in = SurveyResponse.objects.submitted().filter(person=user, wave=OuterRef("wave"))
    rows = AskedPerson.objects.filter(~Exists(handed_in), person=user, wave__in=Wave.objects.open_at(now).values("pk"))
    rows = rows.select_related("wave__version__survey", "wave__cycle__program__institution")
    return rows.order_by("wave__closes_at", "pk")


def _task(user: User, wave: Wave, now: datetime) -> Task:
    minutes = minutes_of(wave.version.questions)
    text = ngettext("A survey of about %(n)d minute.", "A survey of about %(n)d minutes.", minutes) % {"n": minutes}
    return deadline_task(
        user,
        wave.cycle,
        due=wave.closes_at,
        now=now,
        title=title_of(wave.version),
        text=text + " " + _("Nobody sees who has answered, only how many."),
        url=reverse("surveys:answer", args=[wave.pk]),
        action=_("Answer"),
    )
