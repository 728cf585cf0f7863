"""What templates hand to the script that keeps logs on a device."""

import json

from django import template

from accounts.models import User
from sessions.presentation import kept_logs

register = template.Library()


@register.simple_tag
def owner_of_kept(user: User) -> str:
    """What tells a device that somebody else has signed in."""
    return kept_logs.owner_of_kept(user)


@register.simple_tag
def kept_words_json() -> str:
    """The words of the script, escaped like any text of a page."""
    return json.dumps(kept_logs.kept_words(), ensure_ascii=False)
