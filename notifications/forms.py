"""Validation of what a person wants to hear from us, and where."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.fetching import has_public_form
from core.revised_forms import RevisedForm
from notifications.models import Category, NotificationPreference

_AUTH_BYTES = 16


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice with the box of each channel; None where that channel is not for its reader to choose."""

    label: str | Promise
    by_email: BoundWidget | None
    by_push: BoundWidget | None


class PreferenceForm(RevisedForm):
    """Which notices come by which channel, and when it is quiet.

    Args:
        stored: `preference_values`.
        has_devices: whether they can choose what their devices are told.
    """

    by_email = forms.MultipleChoiceField(
        label=_("Send me emails about"),
        choices=[(category.value, category.label) for category in NotificationPreference.OPTIONAL],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    by_push = forms.MultipleChoiceField(
        label=_("Notify my devices about"),
        choices=[(category.value, category.label) for category in NotificationPreference.PUSHABLE],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    hour_before = forms.BooleanField(label=_("Remind me again an hour before a session"), required=False)
    takes_replies = forms.BooleanField(
        label=_("Let my mentors and mentees answer our emails straight to me"),
        required=False,
        help_text=_(
            "If both of you allow it, a reply to an email about your sessions or plans goes to the other’s mailbox, "
            "and the email says so. Otherwise it goes to the program. We keep no replies."
        ),
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        help_text=_(
            "In your time zone. Only urgent messages reach you in between. After two emails in one day, the "
            "rest come together when your quiet hours end."
        ),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, stored: Mapping[str, Any], has_devices: bool, **kwargs: Any) -> None:
        super().__init__(*args, stored=stored, **kwargs)
        self._pushed_before: list[str] = stored["pushed"]
        if not has_devices:
            del self.fields["by_push"]

    def as_initial(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Tick what is not opted out of."""
        optional = [category.value for category in NotificationPreference.OPTIONAL]
        by_email = [category for category in optional if category not in stored["opted_out"]]
        return {**stored, "by_email": by_email, "by_push": stored["pushed"]}

    @property
    def opted_out(self) -> list[str]:
        """The categories that are not ticked."""
        return [c.value for c in NotificationPreference.OPTIONAL if c.value not in self.cleaned_data["by_email"]]

    @property
    def pushed(self) -> list[str]:
        """The categories of which devices are told; as before where the form does not ask."""
        return list(self.cleaned_data.get("by_push", self._pushed_before))

    def kinds(self) -> Iterator[Kind]:
        """The kinds of which somebody can choose something, each with its boxes."""
        by_email, by_push = self._boxes("by_email"), self._boxes("by_push")
        for category in Category:
            if category in by_email or category in by_push:
                yield Kind(category.label, by_email.get(category), by_push.get(category))

    def _boxes(self, name: str) -> dict[str, BoundWidget]:
        return {box.data["value"]: box for box in self[name].subwidgets} if name in self.fields else {}

    def rest(self) -> list[forms.BoundField]:
        """The fields beside the kinds."""
        return [field for field in self if field.name not in ("by_email", "by_push")]


class DeviceForm(forms.Form):
    """What a browser says when it agrees to show notices: where they go, and the keys for them."""

    subscription = forms.CharField(label=_("Device"), max_length=4000, widget=forms.HiddenInput)

    def clean_subscription(self) -> dict[str, Any]:
        """Take what is needed of it, once it can be used."""
        try:
            given = json.loads(self.cleaned_data["subscription"])
            endpoint, keys = given["endpoint"], {name: str(given["keys"][name]) for name in ("p256dh", "auth")}
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(keys["p256dh"]))
            usable = has_public_form(endpoint) and len(_decoded(keys["auth"])) == _AUTH_BYTES
            endpoint.encode()  # half a pair of surrogates is text to JSON alone
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            usable = False
        if not usable:
            raise forms.ValidationError(__("We couldn’t add this browser. Try again, or use another one."))
        return {"endpoint": endpoint, "keys": keys}


def _decoded(key: str) -> bytes:
    return urlsafe_b64decode(key + "=" * (-len(key) % 4))


class NumberForm(forms.Form):
    """A mobile number, as E.164 writes it."""

    number = forms.CharField(
        label=_("Mobile number"),
        max_length=24,
        help_text=_("With the country code, such as +1 416 555 0123."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_number(self) -> str:
        """Take out what people put between digits."""
        number = re.sub(r"[\s().\-–]", "", self.cleaned_data["number"])
        if not re.fullmatch(r"\+[1-9][0-9]{7,14}", number):
            raise forms.ValidationError(__("Start with + and the country code, such as +1 416 555 0123."))
        return number


class CodeForm(forms.Form):
    """The code that was texted."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
