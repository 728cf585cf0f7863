"""What home says of mail that did not arrive."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.queries.undelivered import people_not_reached, set_aside
from programs.models import Program
from sessions.todo import Task


def not_reached_tasks(program: Program, number: int, now: datetime) -> list[Task]:
    """Whom of the program no e-mail reaches, for its coordinators."""
    url = reverse("people:list-not-reached", kwargs={"slug": program.slug})
    return [_not_reached(number, url, now)] if number else []


def school_mail_tasks(now: datetime) -> list[Task]:
    """What was set aside and whom no e-mail reaches in the whole school, for its administrators."""
    tasks = []
    if number := set_aside().count():
        title = ngettext("%(n)s message was set aside", "%(n)s messages were set aside", number)
        text = _("The list says why, and you can have them sent again from there.")
        url = reverse("people:list-set-aside")
        tasks.append(Task(now, _("now"), True, title % {"n": number}, text, url, _("See the messages")))
    if number := people_not_reached().count():
        tasks.append(_not_reached(number, reverse("people:list-all-not-reached"), now))
    return tasks


def _not_reached(number: int, url: str, now: datetime) -> Task:
    title = ngettext("Email isn’t reaching %(n)s person", "Email isn’t reaching %(n)s people", number)
    text = _("Their mail server refused our message. Reach them another way.")
    return Task(now, _("now"), True, title % {"n": number}, text, url, _("See who they are"))
