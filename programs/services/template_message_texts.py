"""A program's own texts of messages as a part of a template: event → subject, body and whether it is off."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.events import Event, registered_events
from programs.imports.template_extras import TemplateExtra, register_extra
from programs.imports.template_parts import Problem, model_problems
from programs.models import MessageText, Program
from programs.queries.message_texts import TextValues
from programs.services.message_texts import WrongText, refuse_wrong_text, take_over_texts

_NAME = "messages"
_TYPES = {"subject": str, "body": str, "is_off": bool}


def _events() -> dict[str, Event]:
    return {event.name: event for event in registered_events()}


def _problems(value: Any) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(_NAME, _("This part is missing, or isn’t what it should be."))
        return
    events = _events()
    for name, own in value.items():
        place = f"{_NAME}, {name}"
        if name not in events:
            yield Problem(place, _("There’s no such message."))
        elif not isinstance(own, dict) or own.keys() != _TYPES.keys():
            yield Problem(place, _("A message needs a subject, a body and whether it’s off."))
        elif not all(type(own[key]) is kind for key, kind in _TYPES.items()):
            yield Problem(place, _("This isn’t the kind of value that belongs here."))
        else:
            yield from _text_problems(events[name], cast(TextValues, own), place)


def _text_problems(event: Event, own: TextValues, place: str) -> Iterator[Problem]:
    yield from model_problems(MessageText(**own), own, place)
    if not (own["body"] or own["subject"] or own["is_off"]):
        yield Problem(place, _("Write a subject and a text, or say that it’s off."))
    try:
        refuse_wrong_text(event, own)
    except WrongText as error:
        yield Problem(f"{place}, {error.field}" if error.field else place, error.message)


def _written(program: Program) -> dict[str, TextValues] | None:
    """Return what the program says of messages that this version of the site knows."""
    known = MessageText.objects.filter(program=program, event__in=_events()).order_by("event")
    return {own.event: TextValues(subject=own.subject, body=own.body, is_off=own.is_off) for own in known} or None


def _put_into(program: Program, value: dict[str, TextValues], _by: User, _now: datetime) -> None:
    take_over_texts(program, value)


def _told(value: dict[str, TextValues], _program: Program) -> list[str]:
    events = _events()
    return [
        _("%(message)s: %(what)s")
        % {"message": events[name].entry.title, "what": _("off") if own["is_off"] else own["subject"]}
        for name, own in value.items()
    ]


def register_message_texts() -> None:
    """Make the part known to templates."""
    register_extra(
        TemplateExtra(
            name=_NAME,
            title=gettext_lazy("Messages in the program’s own words"),
            problems=_problems,
            written=_written,
            put_into=_put_into,
            told=_told,
            shipped=lambda own: own,
        )
    )
