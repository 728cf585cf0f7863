"""Asking people for their words about a program. Nothing is shown without their consent to these very words."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import DomainError
from notifications.services.outbox import Notice, enqueue_many
from programs.models import Program, Quote
from programs.models.participants import participants
from programs.notices.quotes import QUOTE_ASKED

State = Quote.State


@transaction.atomic
def ask_to_quote(program: Program, *, address: str, words: str, by: User, now: datetime) -> Quote:
    """Ask somebody who takes or took part to agree to `words` on the public page.

    Raises:
        DomainError: nobody of the program has this address, or this person has been asked already.
    """
    person = User.objects.filter(email=address, is_active=True).first()
    mentee, mentor = participants().sides_in(person, program.pk) if person else (False, False)
    if person is None or not (mentee or mentor):
        raise DomainError(_("Nobody who takes part in the program has this address."), field="address")
    quote, is_new = Quote.objects.get_or_create(
        program=program,
        person=person,
        defaults={"as_mentor": mentor and not mentee, "words": words, "asked_at": now, "asked_by": by},
    )
    if not is_new:
        text = _("%(name)s has been asked already. Remove that quote first to ask about other words.")
        raise DomainError(text % {"name": person.display_name}, field="address")
    enqueue_many([Notice(event=QUOTE_ASKED, recipient=person, subject_pk=str(quote.pk), due_at=now)])
    return quote


@transaction.atomic
def agree_to_quote(quote: Quote, *, words: str, named: str, now: datetime) -> None:
    """Show the words, named as the person wants. Again, with another name, changes just that.

    Args:
        quote: of the person who agrees.
        words: those that the person has read.
        named: one of `Quote.Named`.
        now: the instant.

    Raises:
        DomainError: the words are others by now.
    """
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if quote.words != words:
        raise DomainError(_("The words have changed since you opened this page. Please read them again."))
    _answer(quote, State.AGREED, named, now)


@transaction.atomic
def decline_quote(quote: Quote, *, now: datetime) -> None:
    """The words are not shown, or no longer. Nobody asks why."""
    _answer(Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk), State.DECLINED, "", now)


def _answer(quote: Quote, state: Quote.State, named: str, now: datetime) -> None:
    quote.state, quote.named, quote.answered_at = state, named, now
    quote.save(update_fields=["state", "named", "answered_at"])


def remove_quote(quote: Quote) -> None:
    """Forget the words. A second time changes nothing."""
    Quote.objects.filter(pk=quote.pk).delete()
