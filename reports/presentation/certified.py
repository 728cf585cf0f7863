"""What a certificate tells, in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import Certificate, CertifiedFacts, Shown


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is certified: what it is, and what stands there, a line for each."""

    label: str
    lines: Sequence[str]


def public_facts(certificate: Certificate) -> list[Fact]:
    """Return what the holder lets anybody read who has the code."""
    return facts_of(certificate.facts, certificate.shown)


def facts_of(facts: CertifiedFacts, shown: Collection[str]) -> list[Fact]:
    """Return those of the facts that are to be shown; what there is none of is left out."""
    found = {
        Shown.NAME: Fact(_("Name"), [facts["name"]]),
        Shown.YEARS: Fact(_("Mentor in"), [year["name"] for year in facts["years"]]),
        Shown.SESSIONS: Fact(_("Sessions held"), [str(facts["sessions"])]),
        Shown.HOURS: Fact(_("Time together"), [hours_text(facts["hours"])]),
        Shown.TRAININGS: Fact(_("Training completed"), facts["trainings"]),
    }
    return [fact for key, fact in found.items() if key in shown and fact.lines]


def hours_text(hours: float) -> str:
    """Return hours as people read them: “12.5 hours”."""
    words = ngettext("%(n)s hour", "%(n)s hours", 1 if hours == 1 else 2)
    return words % {"n": number_format(f"{hours:g}")}
