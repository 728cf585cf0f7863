"""Writes to versions: beginning a draft, discarding, publishing and withdrawing one."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Manager, Model
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale
from core.versions.errors import NothingToPublish, PartIsGone, VersionIsPublished
from core.versions.history import forget_texts
from core.versions.models import Version, VersionState

_V = TypeVar("_V", bound=Version)


def _rows(kind: type[_V]) -> "Manager[_V]":
    return kind._default_manager


@transaction.atomic
def begin_draft(kind: type[_V], owner: Model) -> _V:
    """Return the draft of the owner's text; where there is none, a new one with what the latest version says.

    Args:
        kind: of the versions.
        owner: whose text it is; locked.
    """
    type(owner)._default_manager.select_for_update().get(pk=owner.pk)
    latest = _rows(kind).filter(**{kind.OWNER: owner}).order_by("-number").first()
    if latest and latest.is_draft:
        return latest
    details = {name: getattr(latest, name) for name in kind.DETAILS} if latest else {}
    number = latest.number + 1 if latest else 1
    draft = _rows(kind).create(**{kind.OWNER: owner}, number=number, **details)
    if latest:
        parts = draft.parts
        parts.bulk_create(parts.model(version=draft, **kept) for kept in latest.parts.values(*parts.model.KEPT))
    return draft


def locked_draft(version: _V) -> _V:
    """Return the draft as it is stored now, under a row lock, inside the caller's transaction.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: the draft was discarded.
    """
    rows = _rows(type(version)).select_for_update(of=("self",)).select_related(version.OWNER)
    draft = rows.filter(pk=version.pk).first()
    if draft is None:
        raise PartIsGone(_("This draft was discarded. Start a new draft to go on."))
    if not draft.is_draft:
        message = _("Version %(n)d is published and can no longer be changed. Start a new draft to change the text.")
        raise VersionIsPublished(message % {"n": draft.number})
    return draft


@transaction.atomic
def discard_draft(version: Version, *, began_from: str = "") -> None:
    """Delete a draft with its parts; `began_from` is the revision of all that the page showed.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: it was discarded before.
        EditedMeanwhile: somebody has worked on it since.
    """
    draft = locked_draft(version)
    message = _("The draft was changed after you opened this page. Look at it before you discard it.")
    refuse_stale(began_from, stored=draft.whole(), message=message)
    draft.delete()


@transaction.atomic
def publish(
    version: _V,
    *,
    by: Model,
    change_note: str,
    ask_again: bool,
    now: datetime,
    began_from: str = "",
    check: Callable[[_V], None],
) -> _V:
    """Put a draft in force; the version before is superseded.

    Args:
        version: the draft.
        by: who publishes.
        change_note: what changed, in a sentence or two; may be empty for the first version.
        ask_again: whether what somebody acknowledged or completed of earlier versions does not count any more.
        now: the instant of publication.
        began_from: the revision of all that the page showed.
        check: raises NothingToPublish where the draft is not fit to be read.

    Raises:
        VersionIsPublished: the version is published already.
        PartIsGone: the draft was discarded.
        EditedMeanwhile: somebody has worked on it since.
        NothingToPublish: the check refuses, or there is no change note from the second version on.
    """
    owner = getattr(version, version.OWNER)
    type(owner)._default_manager.select_for_update().get(pk=owner.pk)
    draft = locked_draft(version)
    message = _("The draft was changed after you opened this page. Read it once more, then publish it.")
    refuse_stale(began_from, stored=draft.whole(), message=message)
    check(draft)
    earlier = _rows(type(draft)).filter(**{draft.OWNER: owner}).exclude(pk=draft.pk)
    if not change_note.strip() and earlier.exists():
        raise NothingToPublish(_("Say in a sentence or two what changed."), field="change_note")
    earlier.filter(state=VersionState.PUBLISHED).update(state=VersionState.SUPERSEDED)
    draft.change_note, draft.ask_again = change_note, ask_again
    draft.sha256, draft.state = draft.text_digest(), VersionState.PUBLISHED
    draft.published_at, draft.published_by_id = now, by.pk
    draft.save()
    forget_texts(draft)
    return draft


@transaction.atomic
def withdraw(version: Version, *, state: VersionState, message: str) -> None:
    """Take a version out of sight that is in `state`.

    Raises:
        WrongState: it is in another; the error says `message`.
    """
    rows = _rows(type(version)).filter(pk=version.pk, state=state)
    if not rows.update(state=VersionState.WITHDRAWN):
        raise WrongState(message)
