"""What the script that keeps logs on a device needs: whose they are, and its words."""

from typing import TypedDict

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User


class KeptWords(TypedDict):
    """What the script says."""

    kept: str
    waiting: str
    signedOut: str
    refused: str
    sent: str
    keeping: str
    away: str
    draft: str


def owner_of_kept(user: User) -> str:
    """Return what tells a device that somebody else has signed in; it says nothing about who."""
    return salted_hmac("sessions.kept_logs", str(user.pk), algorithm="sha256").hexdigest()[:16]


def kept_words() -> KeptWords:
    """Return the words of the script, in the language of the page."""
    return {
        "kept": _("No connection. Your log is kept on this device until it’s sent."),
        "waiting": _("Waiting for a connection."),
        "signedOut": _("You’re signed out. Sign in again, and it’s sent."),
        "refused": _("It can’t be sent as it is. Look at it, or delete it."),
        "sent": _("Sent. Nothing is left on this device."),
        "keeping": _("This page is kept on this device until you sign out."),
        "draft": _("What you typed before is back. It’s kept on this device until you save or clear it."),
        "away": _("The page couldn’t be kept. Try again with a better connection."),
    }
