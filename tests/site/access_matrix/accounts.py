from typing import Any

from django.utils import timezone

from accounts.services.photos import keep_photo
from accounts.services.sign_in_links import issue_link
from tests.factories.accounts import picture_file
from tests.site.access_matrix import Route, World, everybody


def _link(world: World) -> dict[str, Any]:
    """The student's, which whoever holds it may use."""
    path = issue_link(world.people["student"], path="/", now=timezone.now())
    return {"token": path.strip("/").rpartition("/")[2]}


def _photo(world: World) -> dict[str, Any]:
    """Of the student; its key is told by pages only."""
    keep_photo(world.people["student"], content=picture_file(), part=0.5, now=timezone.now())
    return {"key": world.people["student"].photo_key, "size": "small"}


MATRIX: dict[str, Route] = {
    # Whoever is signed in as the person of the link goes straight on.
    "accounts:open-link": Route(everybody(200, visitor=200) | {"student": 302}, _link),
    "accounts:renew-link": Route(everybody(302, visitor=302), _link, method="post"),
    "accounts:edit-photo": Route(everybody(200)),
    "accounts:remove-photo": Route(everybody(302), method="post"),
    "accounts:show-photo": Route(everybody(200), _photo),
}
