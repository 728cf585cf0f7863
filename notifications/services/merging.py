"""Messages of two records of one person."""

from accounts.models import User
from accounts.services.merging import Becomes, register_references, register_step
from notifications.models import Message, NotificationPreference


def settle_messages(kept: User, gone: User) -> None:
    """Give the messages of a record that goes to the one that stays. What waits for both is sent once."""
    waiting = list(Message.objects.select_for_update().filter(recipient=gone, state=Message.State.PENDING))
    keys = {message.pk: _key_for(kept, message) for message in waiting}
    known = set(Message.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True))
    for message in waiting:
        if keys[message.pk] in known:
            message.state = Message.State.SUPPRESSED
        else:
            message.dedupe_key = keys[message.pk]
    Message.objects.bulk_update(waiting, ["state", "dedupe_key"])
    Message.objects.filter(recipient=gone).update(recipient=kept)


def _key_for(person: User, message: Message) -> str:
    """The key that the message would have if it went to `person`: event, subject, revision, recipient, offset."""
    return f":{person.pk}:".join(message.dedupe_key.rsplit(f":{message.recipient_id}:", 1))


def register_message_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Message, Becomes.SETTLED, "recipient")
    register_references(NotificationPreference, Becomes.SETTLED, "user")
    register_step(settle_messages)
    register_step(settle_preferences)


def settle_preferences(kept: User, gone: User) -> None:
    """The record that stays keeps its own preferences, and takes those of the other where it has none."""
    theirs = NotificationPreference.objects.filter(user=gone)
    if NotificationPreference.objects.filter(user=kept).exists():
        theirs.delete()
    else:
        theirs.update(user=kept)
