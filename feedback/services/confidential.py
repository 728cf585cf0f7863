"""Answers in confidence: what a mentee says about a mentor, kept apart from who has said it."""

from collections.abc import Mapping
from random import SystemRandom
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.undecryptable import UndecryptableText
from feedback.errors import AlreadyAnswered, NotPermitted
from feedback.models import CompletionToken, ConfidentialAnswer, ConfidentialComment
from feedback.models.confidential import NOT_SAID
from feedback.policies import can_rate
from feedback.queries.year_end import has_answered
from feedback.services.releases import lock_ratings
from pairs.models import Mentorship

_Row = TypeVar("_Row", ConfidentialAnswer, ConfidentialComment, CompletionToken)
_RANDOM = SystemRandom()


def refuse_second_answer(mentorship: Mentorship) -> None:
    """Refuse what was answered already.

    Raises:
        AlreadyAnswered: the mentee of the pair has answered; which answer is theirs, nobody can tell.
    """
    if has_answered(mentorship):
        raise AlreadyAnswered(
            _(
                "Your five answers were handed in already, maybe from another window. They don’t carry your name, so "
                "they can’t be found again and changed. Nothing of what you sent now was saved."
            )
        )


def write_answer(mentorship: Mentorship, by: User, ratings: Mapping[str, int | None], comment: str) -> None:
    """Keep a mentee's answer and comment, each without an author, and that the mentee has answered.

    In the caller's transaction. Whoever asks for figures renews them afterwards.

    Args:
        mentorship: the pair.
        by: its mentee.
        ratings: item → 1 to 5, or None where it was left out.
        comment: in their own words; empty for none.

    Raises:
        NotPermitted: `by` does not rate.
        AlreadyAnswered: they have answered.
    """
    participation = mentorship.participation
    if not can_rate(by, mentorship) or participation is None:
        raise NotPermitted(_("Only the mentee in a formal pair can answer these questions."))
    lock_ratings(mentorship.mentor)
    refuse_second_answer(mentorship)
    promised = mentorship.cycle.program.answers_before_ratings
    of_year = CompletionToken.objects.filter(mentorship__participation=participation)
    _join(of_year, CompletionToken(mentorship=mentorship))
    given = "".join(str(ratings.get(item) or NOT_SAID) for item in ConfidentialAnswer.ITEMS)
    if set(given) != {NOT_SAID}:
        fresh = ConfidentialAnswer(participation=participation, given=given, promised_threshold=promised)
        _join(ConfidentialAnswer.objects.filter(participation=participation), fresh)
    if comment:
        said = ConfidentialComment(participation=participation, words=comment, promised_threshold=promised)
        _join(ConfidentialComment.objects.waiting().filter(participation=participation), said)


def _join(rows: QuerySet[_Row], fresh: _Row) -> None:
    """Add a row to others. What no key opens stays as it is: it can be encrypted for no other row."""
    joined: list[_Row] = [row for row in rows if not _is_closed(row)]
    old = rows.filter(pk__in=[row.pk for row in joined])
    joined.append(fresh)
    _write_anew(old, joined)


def _is_closed(row: object) -> bool:
    return any(isinstance(getattr(row, name, ""), UndecryptableText) for name in ("given", "words"))


def _write_anew(old: QuerySet[_Row], rows: list[_Row]) -> None:
    """Put `rows` in the place of `old`, in random order and with new keys.

    All of them are then of one transaction, so a database that numbers its rows or its transactions tells no order.
    """
    model, names = old.model, [field.attname for field in old.model._meta.concrete_fields if not field.primary_key]
    copies = [model(**{name: getattr(row, name) for name in names}) for row in rows]
    _RANDOM.shuffle(copies)
    old.delete()
    model._default_manager.bulk_create(copies)
