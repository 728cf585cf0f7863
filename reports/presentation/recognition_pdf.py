"""Certificates, teaching portfolios and records of a year as PDF."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.tagged_pdf import tagged_pdf
from core.text import clean_line
from pairs.models import Mentorship
from pairs.presentation.goals import Reached
from programs.models import Institution
from programs.presentation.brands import PETROL
from reports.models import Certificate, CertifiedFacts, Shown
from reports.presentation.certified import facts_of, hours_text
from reports.queries.recognition import MentoringRecord
from sessions.presentation.looking_back import Hindsight

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "reports" / "recognition" / "document.typ"


def certificate_pdf(certificate: Certificate, *, verify_url: str) -> bytes:
    """Return one page: what the school certifies, the code, and where it can be tried."""
    facts = certificate.facts
    sections = [
        _facts_section("", facts),
        _lines(_("Training completed"), facts["trainings"]),
        _code_section(certificate, verify_url),
    ]
    return _pdf(
        certificate.institution,
        title=_("Certificate of mentoring"),
        lede=_("%(school)s certifies that %(name)s has mentored as follows.")
        % {"school": facts["school"], "name": facts["name"]},
        day=_day(certificate.institution, certificate.made_at),
        sections=sections,
        made_at=certificate.made_at,
    )


def portfolio_pdf(certificate: Certificate, record: MentoringRecord, *, verify_url: str, made_at: datetime) -> bytes:
    """Return the portfolio: certified facts, year by year, training with its days, and thanks that may be shown.

    Args:
        certificate: whose facts it tells.
        record: for the thanks and the days of training, as they stand now.
        verify_url: where the code can be tried.
        made_at: the instant.
    """
    facts = certificate.facts
    table = {
        "head": [_("Year"), _("Mentees"), _("Sessions"), _("Hours")],
        "rows": [
            [clean_line(year["name"]), str(year["mentees"]), str(year["sessions"]), f"{year['hours']:g}"]
            for year in facts["years"]
        ],
    }
    days = {title: date_format(day, "j F Y") for title, day in record.trainings.items()}
    trainings = [f"{title}, {days[title]}" if title in days else title for title in facts["trainings"]]
    thanks = [f"“{one.text}” {one.name}, {date_format(one.day, 'F Y')}" for one in record.thanks]
    sections = [
        _facts_section(_("In short"), facts),
        {"heading": _("Year by year"), "facts": [], "table": table, "lines": []},
        _lines(_("Training completed"), trainings),
        _lines(_("What mentees are grateful for"), thanks),
        _code_section(certificate, verify_url),
    ]
    return _pdf(
        certificate.institution,
        title=_("Teaching portfolio: mentoring"),
        lede=f"{facts['name']}, {facts['school']}",
        day=_day(certificate.institution, certificate.made_at),
        sections=sections,
        made_at=made_at,
    )


def year_pdf(
    pair: Mentorship, *, hindsight: Hindsight, reached: list[Reached], trainings: list[str], made_at: datetime
) -> bytes:
    """Return a mentee's record of a year: sessions by month, what was reached, and training.

    Args:
        pair: with cycle, program and institution.
        hindsight: the sessions that were held.
        reached: the log of what was reached, the latest first.
        trainings: titles.
        made_at: the instant.
    """
    months = [[date_format(bar.first, "F Y"), str(bar.sessions), str(bar.minutes)] for bar in hindsight.months]
    table = {"head": [_("Month"), _("Sessions held"), _("Minutes")], "rows": months}
    log = [f"{date_format(one.day, 'j F Y')}: {one.text}" for one in reversed(reached)]
    school = pair.cycle.program.institution
    sections = [
        {"heading": _("Sessions"), "facts": _totals(hindsight), "table": table if months else None, "lines": []},
        _lines(_("What was reached"), log),
        _lines(_("Training completed"), trainings),
    ]
    names = {"name": pair.mentee.display_name, "year": str(pair.cycle), "mentor": pair.mentor.display_name}
    return _pdf(
        school,
        title=_("My year: %(year)s") % names,
        lede=_("%(name)s, mentored by %(mentor)s") % names,
        day=_day(school, made_at),
        sections=sections,
        made_at=made_at,
    )


def _totals(hindsight: Hindsight) -> list[list[str]]:
    return [[_("Held"), str(hindsight.sessions)], [_("Time together"), hours_text(hindsight.hours)]]


def _facts_section(heading: str, facts: CertifiedFacts) -> dict[str, Any]:
    told = facts_of(facts, (Shown.YEARS, Shown.SESSIONS, Shown.HOURS))
    mentees = ngettext("%(n)s person", "%(n)s people", facts["mentees"]) % {"n": facts["mentees"]}
    rows = [[fact.label, clean_line(", ".join(fact.lines))] for fact in told]
    rows.insert(1, [_("Mentees"), mentees])
    return {"heading": heading, "facts": rows, "table": None, "lines": []}


def _code_section(certificate: Certificate, verify_url: str) -> dict[str, Any]:
    words = _("Anyone can try the code at %(url)s. The page tells what its holder allows.") % {"url": verify_url}
    return {
        "heading": _("Is this genuine?"),
        "facts": [[_("Code"), certificate.shown_code]],
        "table": None,
        "lines": [words],
    }


def _lines(heading: str, lines: list[str]) -> dict[str, Any]:
    return {"heading": heading, "facts": [], "table": None, "lines": [clean_line(line) for line in lines]}


def _pdf(
    school: Institution, *, title: str, lede: str, day: str, sections: list[dict[str, Any]], made_at: datetime
) -> bytes:
    data = {
        "language": (get_language() or "en").split("-")[0],
        "accent": school.accent or PETROL,
        "school": clean_line(school.name),
        "title": clean_line(title),
        "lede": clean_line(lede),
        "day": day,
        "sections": [each for each in sections if each["facts"] or each["table"] or each["lines"]],
    }
    return tagged_pdf(_TEMPLATE, data, made_at=made_at)


def _day(school: Institution, moment: datetime) -> str:
    return date_format(moment.astimezone(school.zone), "j F Y")
