"""The handbook of the demo school: version 1 for every program, and version 2 for Compass, not yet signed by all."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from accounts.models import User
from core.markdown import IMAGE
from mentorship.demo.school.calendar import at
from mentorship.demo.school.drawing import first_meeting
from mentorship.demo.school.texts import ChapterText, chapters, peer_chapters
from programs.models import Acknowledgement, Chapter, HandbookVersion, Program
from programs.services.handbook_images import keep_images
from programs.services.handbooks import publish_handbook

_DRAWN = "image:first-meeting"  # as the texts name it
UNSIGNED_MENTEES = 22
UNSIGNED_MENTORS = 9


def publish_first_version(program: Program, *, by: User, now: datetime) -> HandbookVersion:
    """Publish the sixteen chapters, or the few that are written for peers."""
    texts = peer_chapters() if program.is_peer else chapters(1)
    return _publish(program, 1, texts, by=by, change_note="", now=now)


def publish_second_version(program: Program, *, by: User, now: datetime) -> HandbookVersion:
    """Publish the version in which two chapters say more."""
    notes = [chapter.change_note for chapter in chapters(2) if chapter.change_note]
    return _publish(program, 2, chapters(2), by=by, change_note=" ".join(notes)[:1000], now=now)


def _publish(
    program: Program, number: int, texts: Sequence[ChapterText], *, by: User, change_note: str, now: datetime
) -> HandbookVersion:
    version = HandbookVersion.objects.create(program=program, number=number)
    [drawn] = keep_images(program, [first_meeting()], now=now)
    Chapter.objects.bulk_create(
        Chapter(
            version=version,
            position=position,
            slug=text.slug,
            title=text.title,
            audience=text.audience,
            purpose=text.purpose,
            body=text.body.replace(_DRAWN, f"{IMAGE}{drawn}"),
        )
        for position, text in enumerate(texts, 1)
    )
    return publish_handbook(version, by=by, change_note=change_note, ask_again=True, now=now)


def acknowledge(version: HandbookVersion, people: Sequence[User], *, now: datetime) -> None:
    """Let the people sign, a few minutes after each other."""
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(
                version=version, user=user, sha256=version.sha256, acknowledged_at=now + timedelta(minutes=position)
            )
            for position, user in enumerate(dict.fromkeys(people))
        ],
        batch_size=500,
    )


def second_version_day(today: date) -> datetime:
    """When version 2 came out: six days ago."""
    return at(today - timedelta(days=6), 9)
