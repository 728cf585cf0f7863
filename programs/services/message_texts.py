"""Writes to a program's own texts of messages."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core.braces import unknown_words, words_in_braces
from core.errors import DomainError
from core.revisions import refuse_stale
from notifications.events import Event
from programs.models import MessageText, Program
from programs.queries.message_texts import TextValues, text_values


class WrongText(DomainError):
    """A text of a message that would not reach its reader whole."""


@transaction.atomic
def set_message_text(program: Program, event: Event, *, wanted: TextValues, began_from: str = "") -> None:
    """Say a message in the program's own words, or do without it; without either, the usual text goes out again.

    Args:
        program: whose message it is.
        event: which.
        wanted: the text, and whether the message is off.
        began_from: the revision that the form carried.

    Raises:
        WrongText: it names what is not known, or leaves out what its reader has to know.
        EditedMeanwhile: somebody has saved another text since the form was opened.
    """
    Program.objects.select_for_update().get(pk=program.pk)
    refuse_wrong_text(event, wanted)
    refuse_stale(began_from, stored=text_values(program, event), wanted=wanted)
    if wanted["body"] or wanted["is_off"]:
        MessageText.objects.update_or_create(program=program, event=event.name, defaults=wanted)
    else:
        MessageText.objects.filter(program=program, event=event.name).delete()


def take_over_texts(program: Program, texts: Mapping[str, TextValues]) -> None:
    """Give a new program texts that were checked, by the names of their events."""
    MessageText.objects.bulk_create(MessageText(program=program, event=name, **own) for name, own in texts.items())


def refuse_wrong_text(event: Event, wanted: TextValues) -> None:
    """Refuse what a program cannot say of a message.

    Raises:
        WrongText: it names what is not known, or leaves out what its reader has to know.
    """
    fields, own = event.entry.fields, wanted["body"] or wanted["subject"]
    if (own and not fields) or (wanted["is_off"] and not event.entry.can_be_off):
        raise WrongText(_("This message can’t be changed that way."))
    if bool(wanted["subject"]) != bool(wanted["body"]):
        empty = "body" if wanted["subject"] else "subject"
        raise WrongText(_("Write both a subject and a text, or neither for the usual ones."), field=empty)
    _refuse_unknown("subject", wanted["subject"], [field.name for field in fields if field.in_subject])
    _refuse_unknown("body", wanted["body"], [field.name for field in fields])
    for field in fields:
        if own and field.essential and field.name not in words_in_braces(wanted["body"]):
            words = _("Keep {%(name)s} in the text: its reader has to know %(label)s.")
            raise WrongText(words % {"name": field.name, "label": field.label}, field="body")


def _refuse_unknown(field: str, text: str, known: list[str]) -> None:
    if unknown := unknown_words(text, known):
        words = _("{%(name)s} can’t stand here. Choose from: %(known)s.")
        choice = ", ".join(f"{{{name}}}" for name in known)
        raise WrongText(words % {"name": unknown[0], "known": choice}, field=field)
