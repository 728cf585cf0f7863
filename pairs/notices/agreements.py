"""The notices of agreements: a new version, a signature, and one that is missing."""

from typing import Any, TypedDict, cast

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from pairs.models import AgreementVersion, Mentorship, Signature
from pairs.notices.entries import ENTRIES
from programs.models import Cycle
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to

AGREEMENT_CHANGED = "agreement_changed"


AGREEMENT_SIGNED = "agreement_signed"


AGREEMENT_UNSIGNED = "agreement_unsigned"


class AgreementPayload(TypedDict):
    """The number of the version that the message is about, 0 where nothing is written; whether both have signed it."""

    number: int
    complete: bool


def _pair(message: Message) -> Mentorship:
    return Mentorship.objects.select_related("mentee", "mentor", "cycle__program").get(pk=message.subject_pk)


def _payload(message: Message) -> AgreementPayload:
    return cast(AgreementPayload, message.payload)


def _context(message: Message) -> dict[str, Any]:
    pair = _pair(message)
    program = pair.cycle.program
    return {
        "program": program,
        "reply_to": answers_to(program),
        "other": pair.other_of(message.reader),
        "waits": pair.is_proposed,
        **_payload(message),
    }


def _path(message: Message) -> str:
    return reverse("pairs:show-agreement", args=[message.subject_pk])


def _number_now(pair_pk: str) -> int:
    versions = AgreementVersion.objects.filter(agreement__mentorship=int(pair_pk)).order_by("-number")
    return versions.values_list("number", flat=True).first() or 0


def _is_current(message: Message) -> bool:
    """The pair goes on, and the version that the message is about is the last one."""
    live = Mentorship.objects.live().filter(pk=message.subject_pk).exists()
    return live and _number_now(message.subject_pk) == _payload(message)["number"]


def _awaits_signature(message: Message) -> bool:
    signed = Signature.objects.in_force().filter(version__agreement__mentorship=int(message.subject_pk))
    return _is_current(message) and not signed.filter(person=message.recipient_id).exists()


def _year(message: Message) -> Cycle | None:
    return Cycle.objects.select_related("program__institution").get(mentorships=int(message.subject_pk))


def register_agreement_events() -> None:
    """Make the events of agreements known to the outbox."""
    _register(AGREEMENT_CHANGED, still_matters=_awaits_signature)
    _register(AGREEMENT_SIGNED, still_matters=_is_current)
    _register(AGREEMENT_UNSIGNED, still_matters=_awaits_signature, waits_until=waits_for_quiet_days(_year))


def _register(name: str, **more: Any) -> None:
    register(
        Event(
            name=name,
            category=Category.PAIR,
            template=f"notifications/pairs/{name}.txt",
            context=_context,
            path=_path,
            entry=ENTRIES[name],
            **more,
        )
    )
