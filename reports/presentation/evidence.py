"""What a program did, with the record that shows it: for accreditors, who ask for both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text import clean_line
from matching.models import Strategy
from programs.models import Cycle, Program
from reports.models.figures import CycleFigures
from reports.presentation.words import hours_words, percent, share_words
from reports.queries.evidence import Records

Row = tuple[str, str]
_HASH_SHOWN = 16


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """One concern: rows of what was done, and what shows it."""

    title: str
    rows: Sequence[Row]


def evidence_of(cycle: Cycle, figures: CycleFigures, records: Records) -> list[EvidencePart]:
    """Return what the program did in a year.

    Args:
        cycle: the year, with its program.
        figures: what was counted of it.
        records: what stands on file.
    """
    program = cycle.program
    parts = [
        EvidencePart(_("Purpose and expectations"), list(_expectations(program, figures, records))),
        EvidencePart(_("Who mentors, and how they are prepared"), list(_mentors(program, figures, records))),
        EvidencePart(_("How people are paired"), list(_pairing(program, figures, records))),
        EvidencePart(_("Independence from assessment"), list(_independence(program, figures))),
        EvidencePart(_("Meetings, and what is done when they stop"), list(_meetings(program, figures))),
        EvidencePart(_("Help and feedback"), list(_help(program, records))),
    ]
    return [part for part in parts if part.rows]


def _expectations(program: Program, figures: CycleFigures, records: Records) -> Iterator[Row]:
    if program.purpose:
        yield _("The purpose is public before anybody enrolls."), clean_line(program.purpose)
    for handbook in records.handbooks:
        words = _("version %(n)s, published %(day)s, SHA-256 %(hash)s…") % {
            "n": handbook.number,
            "day": date_format(handbook.published_on, "j F Y"),
            "hash": handbook.sha256[:_HASH_SHOWN],
        }
        yield _("A handbook says what is expected of both sides."), words
    acknowledged = figures["practice"]["acknowledged"]
    if acknowledged["whole"]:
        shown = share_words(acknowledged["part"], acknowledged["whole"])
        yield _("Those who take part acknowledge it."), shown
    agreements = figures["practice"]["agreements"]
    if agreements and program.has_agreements:
        shown = share_words(agreements["part"], agreements["whole"])
        yield _("Pairs agree in writing on goals and boundaries."), _("signed by both: %(share)s") % {"share": shown}


def _mentors(program: Program, figures: CycleFigures, records: Records) -> Iterator[Row]:
    mentors = figures["mentors"]
    if records.modules:
        named = [_("%(title)s (%(n)s min)") % {"title": clean_line(name), "n": n} for name, n in records.modules]
        yield _("Modules are part of being ready to mentor."), "; ".join(named)
    if mentors["mentors"]:
        rule = str(program.get_readiness_rule_display())
        yield _("Mentors are trained."), share_words(mentors["trained"], mentors["mentors"])
        yield _("Mentors who aren’t ready"), rule
    if mentors["returning"] is not None:
        shown = share_words(mentors["returning"]["part"], mentors["returning"]["whole"])
        yield _("Mentors come back."), _("of the year before: %(share)s") % {"share": shown}


def _pairing(program: Program, figures: CycleFigures, records: Records) -> Iterator[Row]:
    yield _("The method is told in advance."), str(program.get_pairing_display())
    for published in records.rounds:
        words = _("%(name)s: %(method)s, published %(day)s, input SHA-256 %(hash)s…") % {
            "name": clean_line(published.name),
            "method": Strategy(published.strategy).label,
            "day": date_format(published.published_on, "j F Y"),
            "hash": published.sha256[:_HASH_SHOWN],
        }
        yield _("The input is frozen, and the result can be checked again."), words
    match = figures["match"]
    if match["enrolled"]:
        yield _("Mentees have a mentor or a group."), share_words(match["matched"], match["enrolled"])
    if match["methods"]:
        yield _("Changes by hand have a reason on file."), str(match["changed_by_hand"])


def _independence(program: Program, figures: CycleFigures) -> Iterator[Row]:
    practice = figures["practice"]
    policy = _("Conflicts of interest, such as grading: %(policy)s") % {"policy": program.get_conflict_policy_display()}
    n = practice["conflicts"]
    yield policy, ngettext("%(n)s on file", "%(n)s on file", n) % {"n": n}
    if program.academic_counseling:
        words = _("Who assesses a student is ruled out as their mentor (bears on LCME 11.1).")
        yield _("The program offers academic counseling."), words


def _meetings(program: Program, figures: CycleFigures) -> Iterator[Row]:
    meetings, drift = figures["meetings"], figures["drift"]
    said = _("A session is expected every %(n)s days, %(minutes)s minutes.") % {
        "n": program.cadence_days, "minutes": program.session_minutes
    }  # fmt: skip
    if meetings["expected"] >= 1:
        words = _("%(held)s held of %(expected)s expected (%(percent)s), %(hours)s hours")
        yield said, words % {
            "held": meetings["held"], "expected": round(meetings["expected"]),
            "percent": percent(meetings["held"], meetings["expected"]), "hours": round(meetings["hours"]),
        }  # fmt: skip
    logs = figures["response"]["logs"]
    if logs["median"] is not None:
        yield _("Sessions are logged."), _("half within %(time)s") % {"time": hours_words(logs["median"])}
    if drift["pairs"]:
        words = _("%(quiet)s drifted, %(again)s met again, %(ended)s ended")
        shown = {"quiet": drift["quiet"], "again": drift["met_again"], "ended": drift["ended"]}
        yield _("Pairs that hold nothing for one and a half intervals are reminded and looked after."), words % shown


def _help(program: Program, records: Records) -> Iterator[Row]:
    if records.help_contacts:
        words = ngettext("%(n)s contact", "%(n)s contacts", records.help_contacts) % {"n": records.help_contacts}
        yield _("“Get help now” stands on every page."), words
    if records.safeguarding_officers:
        n = records.safeguarding_officers
        yield _("A safeguarding officer is appointed."), ngettext("%(n)s person", "%(n)s people", n) % {"n": n}
    least = program.answers_before_ratings
    yield _("Ratings are confidential."), _("shown as means of %(n)s answers or more") % {"n": least}


def evidence_markdown(cycle: Cycle, parts: Sequence[EvidencePart], *, figures_of: str) -> str:
    """Return the same as Markdown, to be put into a self-study; `figures_of` says of when the figures are."""
    lines = [f"# {clean_line(str(cycle))}", "", f"{figures_of}.", ""]
    for part in parts:
        lines += [f"## {part.title}", "", f"| {_('What the program does')} | {_('What shows it')} |", "| --- | --- |"]
        lines += [f"| {_cell(what)} | {_cell(shown)} |" for what, shown in part.rows]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
