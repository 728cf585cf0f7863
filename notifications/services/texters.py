"""Ways by which a text message leaves: a folder for development, and Twilio’s Messages resource (2010-04-01)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urlencode, urlsplit
from uuid import uuid4

from django.conf import settings

from core.fetching import FetchError, Reply, post

_MOST_OF_ANSWER = 16_384
# The number will never take it: none, no mobile, no longer there, or one to which the account may not send.
_UNUSABLE = frozenset({21211, 21214, 21217, 21265, 21408, 21610, 21612, 21614, 21635})


class NumberRefused(Exception):
    """The number takes nothing: it is none for text messages, or its owner texted STOP."""


class TextRefused(Exception):
    """The provider does not take the message, and will not; the message says by which code."""


class TextPutOff(Exception):
    """The provider is busy, away, or does not know us: the same again later may do."""


class Texter(Protocol):
    """Sends text messages."""

    def send(self, to: str, text: str) -> None:
        """Send one.

        Raises:
            NumberRefused, TextRefused: it is no use to try again.
            TextPutOff: it is.
        """


@dataclass(frozen=True, slots=True)
class FolderTexter:
    """Puts text messages into a folder, for development and the demo school."""

    folder: Path

    def send(self, to: str, text: str) -> None:
        """Write one file."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / f"{uuid4()}.txt").write_text(f"To: {to}\n\n{text}\n")


class _Post(Protocol):
    def __call__(self, address: str, *, body: bytes, headers: Mapping[str, str], most: int) -> Reply:
        """Return the answer."""


@dataclass(frozen=True, slots=True)
class TwilioTexter:
    """Sends by Twilio.

    Attributes:
        account: its SID.
        token: its secret.
        sender: the number in E.164, or the SID of a messaging service, from which it goes out.
        post: posts to a public address.
    """

    account: str
    token: str
    sender: str
    post: _Post = post

    def send(self, to: str, text: str) -> None:
        """Post one. It takes twenty seconds at most."""
        key = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        origin = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        address = f"https://api.twilio.com/2010-04-01/Accounts/{quote(self.account, safe='')}/Messages.json"
        headers = {"Authorization": f"Basic {key}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"To": to, origin: self.sender, "Body": text}).encode()
        try:
            reply = self.post(address, body=body, headers=headers, most=_MOST_OF_ANSWER)
        except FetchError as error:
            raise TextPutOff(error.trouble.value) from error
        if not 200 <= reply.status < 300:
            raise _refusal(reply)


def _refusal(reply: Reply) -> Exception:
    """What an answer means that is none of success: a wrong key and a busy provider may pass, the rest will not."""
    try:
        code = int(json.loads(reply.body)["code"])
    except (ValueError, KeyError, TypeError):
        code = 0
    if code in _UNUSABLE:
        return NumberRefused(str(code))
    if reply.status in (401, 403, 408, 429) or reply.status >= 500:
        return TextPutOff(f"{reply.status} {code}")
    return TextRefused(f"{reply.status} {code}")


def texter_of_site() -> Texter | None:
    """Return how text messages leave this site, by `SMS_URL`; None where they do not."""
    parts = urlsplit(settings.SMS_URL)
    if parts.scheme == "file":
        return FolderTexter(settings.DATA_DIR / "sms")
    if parts.scheme == "twilio":
        sender = unquote(parts.netloc.rpartition("@")[2])  # as it is written: a SID has capitals
        return TwilioTexter(unquote(parts.username or ""), unquote(parts.password or ""), sender)
    return None
