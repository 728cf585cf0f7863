"""Messages of two records of one person."""

from accounts.models import User
from accounts.services.merge_trails import WayBack
from accounts.services.merging import Becomes, register_references, register_step, register_way_back
from notifications.models import Device, Message, NotificationPreference, PhoneNumber


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


def _messages_of(_kept: User, gone: User) -> dict[str, list[str]]:
    rows = list(Message.objects.filter(recipient=gone).order_by("pk").values_list("pk", "state"))
    waiting = [str(pk) for pk, state in rows if state == Message.State.PENDING]
    return {"theirs": [str(pk) for pk, _state in rows], "waiting": waiting}


def give_messages_back(kept: User, gone: User, before: dict[str, list[str]]) -> None:
    """Give the messages of a record that is there again back. What waited goes on waiting, unless it was sent."""
    waited = list(Message.objects.select_for_update().filter(pk__in=before["waiting"], recipient=kept))
    for message in waited:
        if message.state == Message.State.SUPPRESSED:
            message.state = Message.State.PENDING  # its key was left as it was
        else:
            message.dedupe_key = _key_for(gone, message)
    Message.objects.bulk_update(waited, ["state", "dedupe_key"])
    Message.objects.filter(pk__in=before["theirs"], recipient=kept).update(recipient=gone)


def _preferences_of(_kept: User, gone: User) -> list[str]:
    return [str(pk) for pk in NotificationPreference.objects.filter(user=gone).values_list("pk", flat=True)]


def give_preferences_back(kept: User, gone: User, before: list[str]) -> None:
    """Those that were moved name the other record again."""
    NotificationPreference.objects.filter(pk__in=before, user=kept).update(user=gone)


def register_message_references() -> None:
    """Say what becomes of what this app keeps of a person."""
    register_references(Message, Becomes.SETTLED, "recipient")
    register_references(NotificationPreference, Becomes.SETTLED, "user")
    register_references(Device, Becomes.MOVED, "user")
    register_references(PhoneNumber, Becomes.ENDED, "user")
    register_step(settle_messages)
    register_step(settle_preferences)
    register_way_back(WayBack("messages", _messages_of, give_messages_back))
    register_way_back(WayBack("preferences", _preferences_of, give_preferences_back))


def settle_preferences(kept: User, gone: User) -> None:
    """The record that stays keeps its own preferences, and takes those of the other where it has none."""
    theirs = NotificationPreference.objects.filter(user=gone)
    if NotificationPreference.objects.filter(user=kept).exists():
        theirs.delete()
    else:
        theirs.update(user=kept)
