"""What Noor and Ruth write to themselves about their sessions."""

from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import Mentorship
from sessions.models import MentoringSession, PrivateNote


def write_private_notes(school: School) -> None:
    """Give the two of the pictured pair notes about the sessions that they held, the first ones first."""
    noor, ruth = school.user("noor-haddad-quist"), school.user("ruth-nambozo-hale")
    pair = Mentorship.objects.get(mentee=noor, mentor=ruth, cycle=school.cycles["compass"])
    held = list(pair.sessions.filter(state=MentoringSession.State.HELD).order_by("starts_at"))
    texts = toml("notes")
    PrivateNote.objects.bulk_create(
        PrivateNote(session=session, writer=writer, text=row["text"].strip())
        for name, writer in (("noor", noor), ("ruth", ruth))
        for session, row in zip(held, texts[name], strict=False)
    )
