"""The school's own rooms for meeting by video: one address with a gap, for those who type no link."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

TOKEN, MENTOR = "{token}", "{mentor}"
_https = URLValidator(schemes=["https"])


def validate_https(value: str) -> None:
    """Refuse a link that others could read on the way, or that is none.

    Raises:
        ValidationError: it does not begin with https://, or is no address.
    """
    try:
        _https(value)
    except ValidationError as error:
        raise ValidationError(_("Enter a link that starts with https://.")) from error


def validate_join_link(pattern: str) -> None:
    """Refuse a pattern that gives no link, or one link for everybody.

    Raises:
        ValidationError: what is filled in is no https link, or there is no gap or one that we do not know.
    """
    if TOKEN not in pattern and MENTOR not in pattern:
        raise ValidationError(
            _("Put %(token)s or %(mentor)s where the room is in the link. Otherwise everyone would share one.")
            % {"token": TOKEN, "mentor": MENTOR}
        )
    filled = fill_join_link(pattern, token="a1", mentor="b2")  # noqa: S106 - the name of a room
    if "{" in filled or "}" in filled:
        raise ValidationError(_("Only %(token)s and %(mentor)s can be filled in.") % {"token": TOKEN, "mentor": MENTOR})
    site = pattern.removeprefix("https://").partition("/")[0]
    if TOKEN in site or MENTOR in site:
        raise ValidationError(_("The room stands after the name of the site, such as https://meet.example/{token}."))
    validate_https(filled)


def fill_join_link(pattern: str, *, token: str, mentor: str) -> str:
    """Return the link of one room: `token` is of the session, `mentor` of who hosts it, each time the same."""
    return pattern.replace(TOKEN, token).replace(MENTOR, mentor)
