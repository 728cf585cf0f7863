"""What the catalogue of messages says of the events of this app, and an example of each."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from notifications.events import Entry, Sketch, stand_in
from people.presentation.invitations import Invitation, time_costs_of
from programs.models import ReminderKind
from programs.notices.fields import PROGRAM, word
from programs.presentation.roles import role_label

_THEM = _("The person")


def _invitation(sketch: Sketch) -> Mapping[str, Any]:
    """With what the program says of the time it takes, and a date a week from now."""
    program, role = sketch.program, Role.MENTEE if sketch.is_mentee else Role.MENTOR
    costs, called = time_costs_of(program, role), role_label(role, program)
    asked = Invitation(role, program, program.institution, True, reverse("home"), sketch.after(7), costs, called)
    return {"program": program, "invitation": asked, "others": [], "coordinators": [stand_in(_("the coordinator"))]}


def _of_year(sketch: Sketch) -> Mapping[str, Any]:
    return {
        "program": sketch.program,
        "cycle": f"[{_('the year')}]",
        "is_mentee": sketch.is_mentee,
        "is_peer": sketch.program.is_peer,
        "asks": False,
        "away_from": sketch.day_after(7),
        "away_until": sketch.day_after(28),
        "facts": [f"[{_('what the mentor’s year was')}]"],
        "modules": [SimpleNamespace(title=f"[{_('the module')}]")],
        "minutes": 20,
        "required": sketch.program.readiness_rule == "required",
    }


ENTRIES = {
    "invitation": Entry(
        _("Invitation"),
        _("Everyone invited, and new staff"),
        _("At once or when enrolling opens, and on the days of the program"),
        _invitation,
        ReminderKind.INVITATION,
    ),
    "staff_message": Entry(
        _("Message from a coordinator"), _("Whoever it’s written to"), _("When a coordinator writes")
    ),
    "readmitted": Entry(_("Back in a year"), _THEM, _("When a withdrawal is undone"), _of_year),
    "leave_set": Entry(_("Leave noted"), _("The mentor"), _("When a coordinator notes a leave"), _of_year),
    "mentoring_ended": Entry(
        _("No longer a mentor"), _("The mentor"), _("When a coordinator ends their mentoring"), _of_year
    ),
    "mentor_thanked": Entry(
        _("Thanks for the year"), _("Mentors"), _("When a coordinator thanks them and asks about next year"), _of_year
    ),
    "training_due": Entry(
        _("Training not done"),
        _("Mentors with a module to do"),
        _("On the days of the program before lists close, and when a coordinator sends it"),
        _of_year,
        ReminderKind.TRAINING,
        fields=(PROGRAM, word("minutes", _("how many minutes"))),
    ),
}
