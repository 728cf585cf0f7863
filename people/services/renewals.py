"""Thanks at the end of a year, and whether a mentor would do it again: it decides who is invited to the next."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from core.errors import WrongState
from notifications.models import Message
from notifications.services.outbox import Notice, enqueue_many
from people.models import MentorParticipation
from people.notices.thanks import MENTOR_THANKED
from people.services.opt_outs import allow_invitations, opt_out_of_mentoring
from people.services.participations import locked_participation
from programs.models import CycleState

Renewal = MentorParticipation.Renewal
# Who has not answered is asked again by hand, at most once in this time.
ASKED_WITHIN = timedelta(days=7)


def thankable(rows: QuerySet[MentorParticipation], *, now: datetime) -> QuerySet[MentorParticipation]:
    """Return those of `rows` who took part in a year that ends, have not answered and were not thanked within a week.

    Args:
        rows: participations.
        now: the instant.
    """
    ending = rows.filter(cycle__state__in=(CycleState.CLOSING, CycleState.CLOSED), mentor__is_active=True)
    silent = ending.filter(state__in=MentorParticipation.TAKING_PART, renewal="")
    theirs = Message.objects.filter(event=MENTOR_THANKED, subject_pk=Cast(OuterRef("pk"), CharField()))
    return silent.exclude(Exists(theirs.filter(due_at__gt=now - ASKED_WITHIN)))


@transaction.atomic
def thank_mentors(rows: QuerySet[MentorParticipation], *, now: datetime) -> int:
    """Thank those of `rows` whom `thankable` finds, with what they did this year, and ask about the next.

    Returns how many are written to.
    """
    thanked = list(thankable(rows, now=now).select_related("mentor"))
    day = now.date().isoformat()
    return enqueue_many(
        Notice(event=MENTOR_THANKED, recipient=row.mentor, subject_pk=str(row.pk), revision=day, due_at=now)
        for row in thanked
    )


@transaction.atomic
def answer_renewal(participation: MentorParticipation, *, answer: str, now: datetime) -> MentorParticipation:
    """Keep whether a mentor would mentor again. Another answer may follow; the last one counts.

    Args:
        participation: of the mentor who answers, in a year that ends.
        answer: one of `MentorParticipation.Renewal`. “No more” holds for every program of the school, as
            `MentoringOptOut`; the others take that back.
        now: the instant.

    Raises:
        WrongState: the year goes on, or the mentor did not take part in it.
    """
    participation = locked_participation(participation)
    if not participation.can_renew:
        raise WrongState(_("This is asked at the end of a year in which you mentored."))
    participation.renewal, participation.renewal_at = Renewal(answer), now
    participation.save(update_fields=["renewal", "renewal_at"])
    institution = participation.cycle.program.institution
    if answer == Renewal.NO_MORE:
        opt_out_of_mentoring(participation.mentor, institution=institution, now=now)
    else:
        allow_invitations(participation.mentor, institution=institution)
    return participation
