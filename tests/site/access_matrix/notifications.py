from typing import Any

from notifications.access import unsubscribe_url
from notifications.models import Category
from tests.factories.notifications import DeviceFactory, MessageFactory
from tests.site.access_matrix import Route, World, everybody, for_roles


def _a_message_of_the_student(world: World) -> dict[str, Any]:
    return {"pk": MessageFactory.create(recipient=world.people["student"]).pk}


def _a_link_of_the_student(world: World) -> dict[str, Any]:
    url = unsubscribe_url(world.people["student"], Category.SESSION)
    return {"token": url.rstrip("/").rpartition("/")[2]}


def _a_device_of_the_student(world: World) -> dict[str, Any]:
    return {"pk": DeviceFactory.create(user=world.people["student"]).pk}


MATRIX: dict[str, Route] = {
    "notifications:check-site": Route(everybody(200, visitor=200)),
    "notifications:check-web": Route(everybody(200, visitor=200)),
    "notifications:check-process": Route(everybody(200, visitor=200)),
    # Nobody without the token, which a site has only where its settings say so.
    "notifications:show-metrics": Route(everybody(404, visitor=404)),
    # Providers alone, by a key that a site shares with them.
    "notifications:receive-mail-event": Route(
        everybody(404, visitor=404), args=lambda _world: {"provider": "mailgun"}, method="post"
    ),
    # Whoever holds the link may use it, signed in or not: a mail program does.
    "notifications:unsubscribe": Route(everybody(200, visitor=200), args=_a_link_of_the_student),
    "notifications:list-messages": Route(everybody(200)),
    "notifications:edit-preferences": Route(everybody(200)),
    # A site without a key for it pushes nothing.
    "notifications:keep-device": Route(everybody(404), method="post"),
    "notifications:drop-device": Route(for_roles(student=302), args=_a_device_of_the_student, method="post"),
    # Nor does one without a provider text anybody.
    "notifications:keep-number": Route(everybody(404)),
    "notifications:confirm-number": Route(everybody(404), method="post"),
    "notifications:remove-number": Route(everybody(302), method="post"),
    "notifications:push-worker": Route(everybody(200, visitor=200)),
    "notifications:open-message": Route(for_roles(student=302), args=_a_message_of_the_student, method="post"),
}
