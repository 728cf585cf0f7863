"""Writes to the links and files that two people share."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.documents.kinds import WEBP, UnusableFile, type_of
from core.errors import DomainError
from core.images import picture_of
from pairs.errors import NotShared
from pairs.models import Mentorship, SharedThing
from pairs.services.of_two import lock_work, refuse_more

MOST = 40
MOST_BYTES = 10_000_000
MOST_TOGETHER = 50_000_000


@transaction.atomic
def share_link(pair: Mentorship, *, by: User, title: str, url: str, now: datetime) -> SharedThing:
    """Keep a link for both.

    Raises:
        TooMany: there are as many things as anybody can keep in view.
        WrongState: the mentorship has ended.
    """
    lock_work(pair)
    refuse_more(SharedThing, pair, most=MOST, field="title")
    return SharedThing.objects.create(mentorship=pair, title=title, url=url, shared_by=by, shared_at=now)


def share_file(pair: Mentorship, *, by: User, title: str, content: bytes, now: datetime) -> SharedThing:
    """Keep a file for both, encrypted; a picture is made anew, without what a camera wrote beside it.

    Args:
        pair: whose.
        by: who shares it.
        title: what it is called.
        content: of the file.
        now: the instant.

    Raises:
        TooMany: there are as many things as anybody can keep in view.
        UnusableFile: it is too large, of another kind, or has macros.
        UnusablePicture: it is a picture that can’t be used.
        WrongState: the mentorship has ended.
    """
    if len(content) > MOST_BYTES:
        raise UnusableFile(_("The file is larger than 10 MB. Make it smaller, or share a link to it."), field="file")
    kind = type_of(content)
    if kind == WEBP:
        content = picture_of(content).content
    return _keep(pair, by=by, title=title, ending=kind.ending, content=content, now=now)


@transaction.atomic
def _keep(pair: Mentorship, *, by: User, title: str, ending: str, content: bytes, now: datetime) -> SharedThing:
    lock_work(pair)
    refuse_more(SharedThing, pair, most=MOST, field="file")
    together = SharedThing.objects.filter(mentorship=pair).aggregate(size=Sum("size"))["size"] or 0
    if together + len(content) > MOST_TOGETHER:
        raise DomainError(_("Your files have 50 MB together. Remove one that you no longer need first."), field="file")
    return SharedThing.objects.create(
        mentorship=pair, title=title, ending=ending, size=len(content), content=content, shared_by=by, shared_at=now
    )


@transaction.atomic
def remove_thing(thing: SharedThing, *, by: User) -> None:
    """Take a link or a file away. A second time changes nothing.

    Raises:
        NotShared: the other of the two shared it.
        WrongState: the mentorship has ended.
    """
    if thing.shared_by_id != by.pk:
        raise NotShared
    lock_work(thing.mentorship)
    SharedThing.objects.filter(pk=thing.pk).delete()
