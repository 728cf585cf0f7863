"""Writes to handbooks: drafting, publishing, acknowledging."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.versions.drafts import begin_draft, publish, withdraw
from core.versions.errors import NothingToPublish
from programs.models import Acknowledgement, HandbookVersion, Program
from programs.policies import can_acknowledge
from programs.presentation.chapter_text import amiss_in
from programs.services.handbook_notices import announce_handbook
from programs.signals import handbook_acknowledged

_State = HandbookVersion.State


def start_draft(program: Program) -> HandbookVersion:
    """Return the program's draft; where there is none, a new one with the chapters of the version in force."""
    return begin_draft(HandbookVersion, program)


@transaction.atomic
def publish_handbook(
    version: HandbookVersion, *, by: User, change_note: str, ask_again: bool, now: datetime, began_from: str = ""
) -> HandbookVersion:
    """Put a draft in force, and tell those who take part. The arguments are those of `core.versions.drafts.publish`.

    Raises:
        NotInADraft: the version is published already, or was discarded.
        EditedMeanwhile: somebody has worked on the text since.
        NothingToPublish: there is no chapter, a link or a picture is broken, or there is no change note from the
            second version on.
    """
    published = publish(
        version,
        by=by,
        change_note=change_note,
        ask_again=ask_again,
        now=now,
        began_from=began_from,
        check=_refuse_unfinished,
    )
    announce_handbook(published, now=now)
    return published


def _refuse_unfinished(draft: HandbookVersion) -> None:
    chapters = list(draft.chapters.all())
    if not chapters:
        raise NothingToPublish(_("Write at least one chapter before you publish."))
    if amiss := amiss_in(draft, chapters):
        raise NothingToPublish(" ".join(f"{each.chapter.title}: {each.message}" for each in amiss))


def withdraw_handbook(version: HandbookVersion) -> None:
    """Take a superseded version out of sight; acknowledgements of it stay.

    Raises:
        WrongState: the version is in force or a draft.
    """
    message = _("Only a version that has been replaced can be withdrawn.")
    withdraw(version, state=_State.SUPERSEDED, message=message)


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
