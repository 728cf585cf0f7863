"""What the catalogue of messages says of the events of this app, and an example of each."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.events import Entry, Field, Sketch
from programs.models import ReminderKind
from programs.notices.fields import PROGRAM


def _example(sketch: Sketch) -> Mapping[str, Any]:
    version = SimpleNamespace(number=2, change_note=f"[{_('what changed')}]", ask_again=True)
    return {"program": sketch.program, "version": version, "reminder": False}


_NUMBER = Field("number", _("the number of the version"), lambda variables: str(variables["version"].number))

ENTRIES = {
    "handbook_published": Entry(
        _("Handbook published"),
        _("Everyone who takes part"),
        _("When a version comes out, and on the days of the program to those who haven’t acknowledged it"),
        _example,
        ReminderKind.HANDBOOK,
        fields=(PROGRAM, _NUMBER),
    ),
    "quote_asked": Entry(
        _("May we quote you?"), _("Whoever said it"), _("When a coordinator asks for a quote"), _example
    ),
    "webhook_paused": Entry(
        _("Webhook paused"),
        _("Administrators of the school"),
        _("When one of the school’s systems stops accepting messages"),
        lambda sketch: {"school": sketch.program.institution},
    ),
}
