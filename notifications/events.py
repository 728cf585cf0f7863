"""What people are notified of. Each app registers its events in `notices.py`, so that this floor need not know them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from notifications.models import ALWAYS_DELIVERED, Category, Message


class UnknownEvent(LookupError):
    """No app registered this name: it is of another version of the site."""


@dataclass(frozen=True, slots=True)
class MailedLink:
    """The link of one email, made when it is sent and stored nowhere, so that it may hold a secret.

    Attributes:
        path: the page on the site.
        note: what its reader should know of it, under the link.
    """

    path: str
    note: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file that comes with an email.

    Attributes:
        name: of the file.
        content: as it is sent.
        asks: the METHOD (RFC 5546) that the email itself says where this is its only file; empty for one that is
            merely attached.
    """

    name: str
    content: bytes
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Sketch:
    """For whom an example of a notice is drawn up.

    Attributes:
        program: whose notice it would be; of its apps' own type.
        reader: who would get it.
        is_mentee: whether they would get it as a mentee, where the text tells the two sides apart.
        now: the instant from which its dates are counted.
    """

    program: Any
    reader: User
    is_mentee: bool
    now: datetime

    def after(self, days: int) -> datetime:
        """Return the instant so many days from now."""
        return self.now + timedelta(days=days)

    def day_after(self, days: int) -> date:
        """Return the day so many days from now, on the reader's calendar."""
        return self.after(days).astimezone(self.reader.zone).date()


def stand_in(words: str | Promise) -> SimpleNamespace:
    """Return somebody of an example, called by these words in brackets."""
    name = f"[{words}]"
    return SimpleNamespace(display_name=name, given_name=name, email=name)


@dataclass(frozen=True, slots=True)
class Field:
    """A word in braces that a program's own text of a message may have.

    Attributes:
        name: what stands in the braces.
        label: what it stands for.
        value: from the variables of the template, with `recipient`, to what is put there.
        essential: a body without it would leave out what its reader has to know.
        in_subject: whether a subject may have it, which others read on a locked screen.
    """

    name: str
    label: str | Promise
    value: Callable[[Mapping[str, Any]], str]
    essential: bool = False
    in_subject: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """What a program says about one of its messages: its own text, empty for the usual one, and whether it is off."""

    subject: str = ""
    body: str = ""
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue of messages says of an event.

    Attributes:
        title: what it is called.
        to: who gets it.
        when: when they do.
        example: from a sketch to the variables of its template. It reads nothing about anybody: what differs from
            message to message stands in brackets. None where there is nothing but what people wrote.
        reminder: the kind of the program's reminders that says on which days it goes out; empty for none.
        can_be_off: whether a program may do without it.
        fields: what a program's own text may name; without any it has none.
    """

    title: str | Promise
    to: str | Promise
    when: str | Promise
    example: Callable[[Sketch], Mapping[str, Any]] | None = None
    reminder: str = ""
    can_be_off: bool = False
    fields: Sequence[Field] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of notice.

    Attributes:
        name: stands in the dedupe key, such as "offer_pending".
        category: what a person may opt out of.
        template: a text template; its first line is the subject, the rest the body.
        context: from the message to the template's variables, read when it is delivered. Its `reply_to`, where there
            is one, is the address that an answer goes to; `answered_by` says whose, where it is that of a person.
        path: from the message to the page on the site that it leads to.
        still_matters: whether what it says is still true when it is about to be delivered.
        mailed_link: from the message and the instant to the link that its email has instead of `path`, which stays the
            inbox's.
        urgent: delivered in quiet hours too.
        kept_subject: from the message to the words that stay in place of its subject. With them nothing of what the
            email says stays in the outbox, and `path` leads to where it can be read.
        waits_until: from the message and the instant to when it is tried again, because its reader is not to be asked
            now; None where it can go out. Of several about one thing that would wait until then, the last goes out.
        comes_after: from the message and the instant to whether its reader is to hear of something else first, which is
            on its way; then it is tried again in a minute.
        calendar: from the message and the instant to the calendar files of its email, made when it is sent. A mail
            program shows a single one as an invitation.
        texted: from the message and the instant to whether it is for a text message too, because its reader may not
            see an email in time. Its subject is what is sent.
        alone: no two of one person are under way at the same time: after the first, the second may not matter.
        entry: what the catalogue says of it.
    """

    name: str
    category: Category
    template: str
    context: Callable[[Message], dict[str, Any]]
    path: Callable[[Message], str]
    still_matters: Callable[[Message], bool]
    entry: Entry
    mailed_link: Callable[[Message, datetime], MailedLink] | None = None
    urgent: bool = False
    kept_subject: Callable[[Message], str] | None = None
    waits_until: Callable[[Message, datetime], datetime | None] | None = None
    comes_after: Callable[[Message, datetime], bool] | None = None
    calendar: Callable[[Message, datetime], Sequence[CalendarFile]] | None = None
    texted: Callable[[Message, datetime], bool] | None = None
    alone: bool = False

    @property
    def can_wait(self) -> bool:
        """Whether it waits for the end of quiet hours, and for a digest after two a day."""
        return not self.urgent

    @property
    def has_own_hours(self) -> bool:
        """Whether it can wait for more than quiet hours, such as for the end of exams or holidays."""
        return self.waits_until is not None

    @property
    def can_opt_out(self) -> bool:
        """Whether its reader may do without its emails."""
        return self.category not in ALWAYS_DELIVERED


# From the variables of a notice to who signs its email.
Signature = Callable[[Mapping[str, Any]], str]
_EVENTS: dict[str, Event] = {}
_SIGNATURES: list[Signature] = []
# From an event and the variables of a notice to what the program that it is about says of it.
Words = Callable[[Event, Mapping[str, Any]], Wording]
_WORDS: list[Words] = []


def sign_with(signature: Signature) -> None:
    """Have emails signed by what `signature` returns; the floors above know whose a notice is."""
    _SIGNATURES[:] = [signature]


def signature_of(variables: Mapping[str, Any]) -> str:
    """Return who signs the email of a notice with these variables; empty where nobody does."""
    return "".join(signature(variables) for signature in _SIGNATURES)


def word_with(words: Words) -> None:
    """Have messages worded, or left out, as `words` says; the floors above know whose a notice is."""
    _WORDS[:] = [words]


def wording_of(event: Event, variables: Mapping[str, Any]) -> Wording:
    """Return what the program of a notice with these variables says of it; reads nothing where it can say nothing."""
    if not (event.entry.fields or event.entry.can_be_off):
        return Wording()
    return next((words(event, variables) for words in _WORDS), Wording())


def register(event: Event) -> None:
    """Make `event` known. Registering a name twice is a mistake of the code and raises `ValueError`."""
    if event.name in _EVENTS and _EVENTS[event.name] != event:
        raise ValueError(f"The event {event.name!r} is registered twice.")
    _EVENTS[event.name] = event


def get_event(name: str) -> Event:
    """Return the event called `name`; raises `UnknownEvent` for one that no app registered."""
    if name not in _EVENTS:
        raise UnknownEvent(name)
    return _EVENTS[name]


def registered_events() -> list[Event]:
    """Return every event, in the order of categories, and of titles within one."""
    order = list(Category)
    return sorted(_EVENTS.values(), key=lambda event: (order.index(event.category), str(event.entry.title)))
