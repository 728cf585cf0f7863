"""The word that comes with a step."""

from datetime import datetime

from accounts.models import User
from sessions.models import MentoringSession, StepNote


def write_step_note(session: MentoringSession, *, by: User, step: StepNote.Step, text: str, now: datetime) -> bool:
    """Keep what `by` says with a step, and return whether there was anything to keep.

    The caller has looked that `by` may take the step, inside the transaction that takes it.
    """
    text = text.strip()[: StepNote.LONGEST]
    if text:
        StepNote.objects.create(session=session, by=by, step=step, text=text, written_at=now)
    return bool(text)
