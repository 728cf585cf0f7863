"""A program's own text of a message."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.revised_forms import RevisedForm
from notifications.events import Event
from programs.models import MessageText
from programs.queries.message_texts import TextValues


class MessageTextForm(RevisedForm):
    """Subject and text, as far as the message has any, and whether it goes out at all.

    Args:
        event: which message.
        usual: its usual subject and text, from which one begins; both empty where it has none of its own.
    """

    subject = forms.CharField(
        label=_("Subject"),
        max_length=MessageText._meta.get_field("subject").max_length,
        help_text=_("Others read it on a locked screen, so it names nobody."),
    )
    body = forms.CharField(
        label=_("Text"), max_length=MessageText._meta.get_field("body").max_length, widget=forms.Textarea
    )
    is_off = forms.BooleanField(label=_("Don’t send this message in the program"), required=False)

    def __init__(self, *args: Any, event: Event, usual: tuple[str, str], **kwargs: Any) -> None:
        self.usual = usual
        super().__init__(*args, **kwargs)
        if not event.entry.can_be_off:
            del self.fields["is_off"]
        if not event.entry.fields:
            del self.fields["subject"], self.fields["body"]
        else:
            words = ((field.name, field.label) for field in event.entry.fields)
            listed = format_html_join("; ", "<code>{{{}}}</code>: {}", words)
            self.fields["body"].help_text = format_html("<span>{}</span>", listed)

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Begin from the usual text where there is no other."""
        if stored["body"]:
            return dict(stored)
        return {**stored, "subject": self.usual[0], "body": self.usual[1]}

    @property
    def wanted(self) -> TextValues:
        """What is to be stored; a text that is the usual one is none."""
        data = self.cleaned_data
        own = data.get("subject", ""), data.get("body", "").replace("\r\n", "\n")
        subject, body = ("", "") if own == self.usual else own
        return TextValues(subject=subject, body=body, is_off=data.get("is_off", False))
