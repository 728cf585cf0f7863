"""A message in a few words, for channels on which others may read along."""

from django.utils.translation import gettext as _

from notifications.models import Category, Message

# Even that there is something of this kind is nobody else's business.
_UNTOLD = frozenset({Category.FEEDBACK, Category.PAIR, Category.STAFF})


def short_text(message: Message) -> str:
    """Return its subject, in which nothing is private; where even that tells something, that something is there."""
    return _("There’s something new for you.") if message.category in _UNTOLD else message.subject
