"""Writes to handbooks: drafting, publishing, acknowledging."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from programs.errors import ChapterGone, HandbookIsPublished, NothingToPublish
from programs.models import Acknowledgement, Chapter, HandbookVersion, Program
from programs.policies import can_acknowledge
from programs.presentation.chapter_text import amiss_in
from programs.services.handbook_notices import announce_handbook
from programs.signals import handbook_acknowledged

_State = HandbookVersion.State


@transaction.atomic
def start_draft(program: Program) -> HandbookVersion:
    """Return the program's draft; where there is none, a new one with the chapters of the version in force."""
    Program.objects.select_for_update().get(pk=program.pk)
    versions = program.handbook_versions
    draft = versions.filter(state=_State.DRAFT).first()
    if draft:
        return draft
    newest = versions.first()
    draft = versions.create(number=newest.number + 1 if newest else 1)
    source = versions.filter(state=_State.PUBLISHED).first() or newest
    if source:
        kept = source.chapters.values("position", "slug", "title", "audience", "body")
        Chapter.objects.bulk_create(Chapter(version=draft, **fields) for fields in kept)
    return draft


@transaction.atomic
def discard_draft(version: HandbookVersion, *, began_from: str = "") -> None:
    """Delete a draft with its chapters; `began_from` is the revision of the text that the page showed.

    Raises:
        HandbookIsPublished: the version is published.
        ChapterGone: it was discarded before.
        EditedMeanwhile: somebody has worked on it since.
    """
    draft = locked_draft(version.pk)
    message = _("The draft was changed after you opened this page. Look at it before you discard it.")
    refuse_stale(began_from, stored={"text": draft.text_digest()}, message=message)
    draft.delete()


def locked_draft(pk: int) -> HandbookVersion:
    """Return the draft under a row lock, inside the caller's transaction.

    Raises:
        HandbookIsPublished: the version is published.
        ChapterGone: the draft was discarded.
    """
    version = HandbookVersion.objects.select_for_update().filter(pk=pk).first()
    if version is None:
        raise ChapterGone(_("This draft was discarded. Start a new draft to change the handbook."))
    if not version.is_draft:
        raise HandbookIsPublished(
            _("Version %(n)d is published and can no longer be changed. Start a new draft to change the handbook.")
            % {"n": version.number}
        )
    return version


@transaction.atomic
def publish_handbook(
    version: HandbookVersion, *, by: User, change_note: str, sign_again: bool, now: datetime, began_from: str = ""
) -> HandbookVersion:
    """Put a draft in force: the version before is superseded, and those who take part are told.

    Args:
        version: the draft.
        by: the administrator who publishes.
        change_note: what changed, in a sentence or two; may be empty for the first version.
        sign_again: whether everybody is asked to acknowledge it.
        now: the instant of publication.
        began_from: the revision of the text that the page showed.

    Raises:
        HandbookIsPublished: the version is published already.
        ChapterGone: the draft was discarded.
        EditedMeanwhile: somebody has worked on the text since.
        NothingToPublish: there is no chapter, a link or a picture is broken, or there is no change note from the
            second version on.
    """
    Program.objects.select_for_update().get(pk=version.program_id)
    draft = locked_draft(version.pk)
    message = _("The draft was changed after you opened this page. Read it once more, then publish it.")
    refuse_stale(began_from, stored={"text": draft.text_digest()}, message=message)
    _refuse_unfinished(draft, change_note)
    HandbookVersion.objects.filter(program=draft.program, state=_State.PUBLISHED).update(state=_State.SUPERSEDED)
    draft.change_note = change_note
    draft.sign_again = sign_again
    draft.sha256 = draft.text_digest()
    draft.state = _State.PUBLISHED
    draft.published_at = now
    draft.published_by = by
    draft.save()
    announce_handbook(draft, now=now)
    return draft


def _refuse_unfinished(draft: HandbookVersion, change_note: str) -> None:
    chapters = list(draft.chapters.all())
    if not chapters:
        raise NothingToPublish(_("Write at least one chapter before you publish."))
    if amiss := amiss_in(draft, chapters):
        raise NothingToPublish(" ".join(f"{each.chapter.title}: {each.message}" for each in amiss))
    earlier = HandbookVersion.objects.filter(program=draft.program).exclude(state=_State.DRAFT)
    if not change_note.strip() and earlier.exists():
        raise NothingToPublish(_("Say in a sentence or two what changed."), field="change_note")


@transaction.atomic
def withdraw_handbook(version: HandbookVersion) -> None:
    """Take a superseded version out of sight; acknowledgements of it stay.

    Raises:
        WrongState: the version is in force or a draft.
    """
    withdrawn = HandbookVersion.objects.filter(pk=version.pk, state=_State.SUPERSEDED).update(state=_State.WITHDRAWN)
    if not withdrawn:
        raise WrongState(_("Only a version that has been replaced can be withdrawn."))


@transaction.atomic
def acknowledge_handbook(version: HandbookVersion, *, by: User, now: datetime) -> Acknowledgement:
    """Record that somebody has read the version in force, which may make a mentor ready. A second time changes nothing.

    Raises:
        WrongState: the version is not in force, or the person does not take part in the program.
    """
    if version.state != _State.PUBLISHED:
        raise WrongState(_("There’s a newer version. Please read and acknowledge that one."))
    if not can_acknowledge(by, version.program):
        raise WrongState(_("Only people taking part are asked to acknowledge the handbook."))
    acknowledgement, _created = Acknowledgement.objects.get_or_create(
        version=version, user=by, defaults={"sha256": version.sha256, "acknowledged_at": now}
    )
    handbook_acknowledged.send(sender=HandbookVersion, version=version, user=by, now=now)
    return acknowledgement
