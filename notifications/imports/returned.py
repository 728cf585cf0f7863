"""What a report says of one email."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What became of it."""

    FAILED = "failed"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """An email that did not arrive, or that its reader called spam.

    Attributes:
        kind: which of the two.
        message_id: its Message-ID with brackets; empty where the report does not name it.
        address: where it went.
        status: the enhanced status (RFC 3463), such as “5.1.1”; may be empty.
        code: the mail server's answer, such as 550.
    """

    kind: Kind
    message_id: str = ""
    address: str = ""
    status: str = ""
    code: int | None = None
