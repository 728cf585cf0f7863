from typing import Any

from django.utils import timezone

from accounts.services.sign_in_links import issue_link
from tests.site.access_matrix import Route, World, everybody


def _link(world: World) -> dict[str, Any]:
    """The student's, which whoever holds it may use."""
    path = issue_link(world.people["student"], path="/", now=timezone.now())
    return {"token": path.strip("/").rpartition("/")[2]}


MATRIX: dict[str, Route] = {
    # Whoever is signed in as the person of the link goes straight on.
    "accounts:open-link": Route(everybody(200, visitor=200) | {"student": 302}, _link),
    "accounts:renew-link": Route(everybody(302, visitor=302), _link, method="post"),
    "accounts:edit-profile": Route(everybody(200)),
}
