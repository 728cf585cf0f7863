"""The checks whose facts this app knows: what opening asks, the handbook, evaluation, time."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Chapter, ChapterPurpose, Cycle, CycleState, HandbookVersion, Program
from programs.presentation import literature
from programs.presentation.health import Finding, HealthCheck, Judge, Mark, register_check
from programs.presentation.setup_step import Progress, SetupStep
from programs.presentation.setup_steps import required_steps, step_url
from programs.queries.setup import SetupFacts, opening_facts

_IN_FORCE, _OPENING = "_chapters_in_force", "_opening_facts"
_LOOKING_BACK = timedelta(weeks=2)
# What the title of a chapter may say that is there for it, to suggest it to who has not marked it.
_EXPECTATIONS = re.compile(r"\b(expect|commit|agree)", re.IGNORECASE)
_ENDING = re.compile(r"\b(end|ending|chang|leav|part ways)", re.IGNORECASE)


def _present(cycles: Sequence[Cycle], finding: Finding) -> Mapping[int, Finding]:
    """What is so today says nothing about years that are over."""
    return {cycle.pk: finding for cycle in cycles if cycle.state != CycleState.CLOSED}


def _required(step: SetupStep) -> HealthCheck:
    """A step without which no program opens, as a check; what opening asks is what is judged."""
    judge = _contact if step.key == "contacts" else _how_far(step)
    return HealthCheck(
        key=step.key,
        title=step.fact,
        reason=step.why,
        source=step.source,
        judge=judge,
        mend=lambda cycle: step_url(step, cycle.program, cycle),
        mend_words=step.title,
        required=True,
        by_admins=step.by_admins,
    )


def _how_far(step: SetupStep) -> Judge:
    def judge(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
        mark, words = {
            Progress.DONE: (Mark.GOOD, _("done")),
            Progress.STARTED: (Mark.PARTIAL, _("started")),
            Progress.TO_DO: (Mark.LACKING, _("not done")),
        }[progress := step.progress(_facts(program, cycles))]
        return _present(cycles, Finding(mark, words, blocks=progress != Progress.DONE))

    return judge


def _contact(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    """Who can only be written to will do for opening, and is not enough for a bad day."""
    facts = _facts(program, cycles)
    if facts.called:
        return _present(cycles, Finding(Mark.GOOD, _("by phone")))
    if facts.reachable:
        return _present(cycles, Finding(Mark.PARTIAL, _("by email only")))
    return _present(cycles, Finding(Mark.LACKING, _("nobody is named"), blocks=True))


def _facts(program: Program, cycles: Sequence[Cycle]) -> SetupFacts:
    """What opening asks; read once, whatever number of checks asks for it."""
    if not hasattr(program, _OPENING):
        setattr(program, _OPENING, opening_facts(program, cycles[0]))
    return cast("SetupFacts", getattr(program, _OPENING))


def _chapter_for(purpose: ChapterPurpose, guess: re.Pattern[str]) -> Judge:
    """Whether a chapter in force is there for it; where none says so, the one that may be it by its title is named."""

    def judge(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
        chapters = _chapters(program)
        found = next((title for title, held in chapters if held == purpose), None)
        if found:
            return _present(cycles, Finding(Mark.GOOD, _("in the handbook: “%(title)s”") % {"title": found}))
        likely = next((title for title, held in chapters if not held and guess.search(title)), None)
        if likely:
            words = _("no chapter is marked for it; “%(title)s” may be the one") % {"title": likely}
        else:
            words = _("no chapter is marked for it") if chapters else _("no handbook is published")
        return _present(cycles, Finding(Mark.LACKING, words))

    return judge


def _chapters(program: Program) -> list[tuple[str, str]]:
    """(title, purpose) of the chapters in force; read once, whatever number of checks asks for them."""
    if not hasattr(program, _IN_FORCE):
        published = Chapter.objects.filter(version__program=program, version__state=HandbookVersion.State.PUBLISHED)
        setattr(program, _IN_FORCE, list(published.order_by("position").values_list("title", "purpose")))
    return cast("list[tuple[str, str]]", getattr(program, _IN_FORCE))


def _evaluation(_program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    return {cycle.pk: _looking_back(cycle) for cycle in cycles}


def _looking_back(cycle: Cycle) -> Finding:
    enough = cycle.ends_on - cycle.closing_from >= _LOOKING_BACK
    if enough and cycle.mid_year_on:
        return Finding(Mark.GOOD, _("a midyear talk, and time to look back at the end"))
    if enough:
        return Finding(Mark.PARTIAL, _("time to look back at the end, but no midyear talk"))
    return Finding(Mark.LACKING, _("less than two weeks to look back at the end"))


def _time(program: Program, cycles: Sequence[Cycle], _now: datetime) -> Mapping[int, Finding]:
    table = bool(program.time_costs.strip())
    free = set(Cycle.objects.filter(pk__in=[each.pk for each in cycles], exam_periods__isnull=False).values_list("pk"))
    return {each.pk: _time_of(table, exams=(each.pk,) in free) for each in cycles}


def _time_of(table: bool, *, exams: bool) -> Finding:
    if table and exams:
        return Finding(Mark.GOOD, _("the public page says what it takes; exams are kept free"))
    if table:
        return Finding(Mark.PARTIAL, _("the public page says what it takes; no exams are known"))
    if exams:
        return Finding(Mark.PARTIAL, _("exams are kept free; the public page doesn’t say what it takes"))
    return Finding(Mark.LACKING, _("neither said what it takes, nor exams known"))


def _page(name: str, **more: str) -> Callable[[Cycle], str]:
    return lambda cycle: reverse(name, kwargs={"slug": cycle.program.slug, **more})


def register_program_checks() -> None:
    """Register the checks of this app."""
    for check in (
        *map(_required, required_steps()),
        HealthCheck(
            key="expectations",
            title=gettext_lazy("Expectations are written down"),
            reason=gettext_lazy("Expectations that are named and aligned at the start keep a mentorship on course."),
            source=literature.HUSKINS_2011,
            judge=_chapter_for(ChapterPurpose.EXPECTATIONS, _EXPECTATIONS),
            mend=_page("programs:edit-handbook"),
            mend_words=gettext_lazy("Write or mark the chapter"),
            by_admins=True,
        ),
        HealthCheck(
            key="exit",
            title=gettext_lazy("Both know how it ends"),
            reason=gettext_lazy("Separation is a phase of every mentorship, not a failure of one."),
            source=literature.KRAM_1983,
            judge=_chapter_for(ChapterPurpose.EXIT, _ENDING),
            mend=_page("programs:edit-handbook"),
            mend_words=gettext_lazy("Write or mark the chapter"),
            by_admins=True,
        ),
        HealthCheck(
            key="evaluation",
            title=gettext_lazy("Looking back is planned"),
            reason=gettext_lazy(
                "Few programs for medical students have been evaluated; without dates it doesn’t happen."
            ),
            source=literature.FREI_2010,
            judge=_evaluation,
            mend=lambda cycle: reverse("programs:edit-cycle", kwargs={"pk": cycle.pk}),
            mend_words=gettext_lazy("Change the dates"),
        ),
        HealthCheck(
            key="time",
            title=gettext_lazy("Time is protected"),
            reason=gettext_lazy("Mentoring needs commitment, and surroundings that make room for it."),
            source=literature.SAMBUNJAK_2010,
            judge=_time,
            mend=lambda cycle: reverse("programs:edit-exams", kwargs={"pk": cycle.pk}),
            mend_words=gettext_lazy("Add the exam dates"),
        ),
    ):
        register_check(check)
