"""An agreement for its two people: who has signed it, and what became of each answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from core.differences import Difference, differences
from core.markdown import render
from pairs.models import AgreementVersion, Entry, Mentorship, Signature
from pairs.models.agreements import BOTH


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the two, with their signature under the version if there is one."""

    person: User
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, as HTML that is safe to show."""

    heading: str
    text: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one answer: its heading, and the passages of both texts."""

    heading: str
    passages: list[Difference]


def signers(pair: Mentorship, version: AgreementVersion) -> list[Signer]:
    """Return both people of a pair, the mentee first."""
    signed = {signature.person_id: signature for signature in version.signatures.all()}
    return [Signer(person, signed.get(person.pk)) for person in (pair.mentee, pair.mentor)]


def is_complete(version: AgreementVersion) -> bool:
    """Whether both have signed."""
    return len(version.signatures.all()) == BOTH


def answered(version: AgreementVersion) -> list[Answered]:
    """Return what a version says; questions without an answer are left out."""
    return [Answered(each.heading, each.text, render(each.answer)) for each in version.entries if each.answer]


def changes(old: AgreementVersion, new: AgreementVersion) -> list[Changed]:
    """Return the answers that differ between two versions, word by word, in the order of the newer one."""
    before = {entry.key: entry for entry in old.entries}
    rows = [(before.pop(entry.key, None), entry) for entry in new.entries]
    gone = [(entry, Entry(entry.key, entry.heading, entry.text)) for entry in before.values()]
    return [
        Changed(entry.heading, differences(_text(was), _text(entry)))
        for was, entry in [*rows, *gone]
        if _text(was) != _text(entry)
    ]


def _text(entry: Entry | None) -> str:
    return entry.answer if entry else ""


def last_read(versions: Sequence[AgreementVersion], reader: User) -> AgreementVersion | None:
    """Return the version with which the current one is compared: the last one that the reader knows.

    That is one that they have written or signed, else the one before.
    """
    earlier = versions[1:]
    for version in earlier:
        if version.written_by_id == reader.pk or any(s.person_id == reader.pk for s in version.signatures.all()):
            return version
    return earlier[0] if earlier else None
