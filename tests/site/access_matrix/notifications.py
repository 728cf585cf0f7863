from typing import Any

from tests.factories.notifications import MessageFactory
from tests.site.access_matrix import Route, World, everybody, for_roles


def _a_message_of_the_student(world: World) -> dict[str, Any]:
    return {"pk": MessageFactory.create(recipient=world.people["student"]).pk}


MATRIX: dict[str, Route] = {
    "notifications:check-site": Route(everybody(200, visitor=200)),
    "notifications:check-web": Route(everybody(200, visitor=200)),
    "notifications:list-messages": Route(everybody(200)),
    "notifications:edit-preferences": Route(everybody(200)),
    "notifications:open-message": Route(for_roles(student=302), args=_a_message_of_the_student, method="post"),
}
