"""A program's own texts of the messages that go out by themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.models.programs import Program


class MessageText(models.Model):
    """What a program says about one of its messages: its own subject and body, or that it does without."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="message_texts")
    event = models.CharField(max_length=60, help_text="The name of an event that an app has registered.")
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    body = models.TextField(_("text"), max_length=3000, blank=True)
    is_off = models.BooleanField(_("off"), default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("program", "event"), name="message_text_once"),
            models.CheckConstraint(
                condition=Q(subject="", body="") | ~Q(subject="") & ~Q(body=""), name="message_text_whole"
            ),
            models.CheckConstraint(condition=Q(is_off=True) | ~Q(body=""), name="message_text_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.program_id} · {self.event}"
