"""Reads of agreements."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.counting import RowCount
from pairs.models import AgreementQuestion, AgreementVersion, AskedQuestion, Entry, Mentorship, Signature
from pairs.models.agreements import usual_questions
from programs.models import Program


def questions_of(program: Program | int) -> list[AskedQuestion]:
    """Return what a program asks for agreements, in its order; the usual questions where it has none of its own."""
    own = list(AgreementQuestion.objects.filter(program=program))
    return [each.asked for each in own if not each.retired] if own else list(usual_questions())


def question_rows(program: Program) -> list[dict[str, Any]]:
    """Return all questions of a program in their order, retired ones too; the usual ones where it has none."""
    own = [(each.asked, each.retired) for each in AgreementQuestion.objects.filter(program=program)]
    rows = own or [(each, False) for each in usual_questions()]
    return [{**asdict(asked), "retired": retired} for asked, retired in rows]


def current_version(mentorship: Mentorship) -> AgreementVersion | None:
    """Return the version that counts, with who wrote and who signed it; None where nothing is written yet."""
    return versions_of(mentorship).first()


def versions_of(mentorship: Mentorship) -> QuerySet[AgreementVersion]:
    """The versions of a pair's agreement, the last one first, with who wrote and who signed each."""
    signatures = Prefetch("signatures", Signature.objects.select_related("person"))
    rows = AgreementVersion.objects.filter(agreement__mentorship=mentorship)
    return rows.select_related("written_by").prefetch_related(signatures)


def earlier_agreement(mentorship: Mentorship) -> AgreementVersion | None:
    """Return what the same two agreed upon last in another mentorship, with its year; None where there is nothing."""
    two = {"mentee": mentorship.mentee_id, "mentor": mentorship.mentor_id}
    others = Mentorship.objects.filter(**two).exclude(pk=mentorship.pk)
    rows = AgreementVersion.objects.filter(agreement__mentorship__in=others)
    rows = rows.select_related("agreement__mentorship__cycle__program")
    return rows.order_by("-agreement__mentorship__started_on", "-number").first()


def entries_to_ask(mentorship: Mentorship, current: AgreementVersion | None) -> list[Entry]:
    """Return what the two are asked now, with what they have answered.

    A question that is not asked any more stays where the two have answered it, in the words of then.
    """
    written = {entry.key: entry for entry in current.entries if entry.key} if current else {}
    asked = questions_of(mentorship.cycle.program_id)
    now = [
        Entry(each.key, each.heading, each.text, written.pop(each.key).answer if each.key in written else "")
        for each in asked
    ]
    return now + [entry for entry in written.values() if entry.answer]


def stored_answers(entries: Iterable[Entry]) -> dict[str, str]:
    """Return key → answer, as the fields of the form."""
    return {entry.key: entry.answer for entry in entries}


def agreement_number() -> Coalesce:
    """From a pair to the number of its agreement's last version, 0 where nothing is written."""
    versions = AgreementVersion.objects.filter(agreement__mentorship=OuterRef("pk")).order_by("-number")
    return Coalesce(Subquery(versions.values("number")[:1]), 0, output_field=IntegerField())


def signatures_in_force() -> RowCount:
    """From a pair to how many of its two have signed the agreement as it is now."""
    return RowCount(Signature.objects.in_force().filter(version__agreement__mentorship=OuterRef("pk")).values("pk"))


def signed_by_both() -> Q:
    """Of pairs those whose agreement both have signed, as it is now."""
    mine = Signature.objects.in_force().filter(version__agreement__mentorship=OuterRef("pk"))
    return Q(Exists(mine.filter(person=OuterRef("mentee"))), Exists(mine.filter(person=OuterRef("mentor"))))


def signed_on() -> Subquery:
    """From a pair to the instant of the later of both signatures; empty until both have signed."""
    signed = Signature.objects.in_force().filter(version__agreement__mentorship=OuterRef("pk"))
    return Subquery(signed.order_by("signed_at", "pk").values(at=F("signed_at"))[1:2])
