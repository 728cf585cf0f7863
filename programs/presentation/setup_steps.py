"""The steps of setting up a program: what each is for, the study behind it, and how far it is."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy

from programs.models import Cycle, Program
from programs.models.participants import participants
from programs.presentation import literature
from programs.presentation.setup_step import Need, Progress, SetupStep
from programs.queries.setup import SetupFacts

_D, _S, _T = Progress.DONE, Progress.STARTED, Progress.TO_DO


def _settled(key: str) -> Callable[[SetupFacts], Progress]:
    return lambda facts: _D if key in facts.settled else _T


def _filled(*names: str) -> Callable[[SetupFacts], Progress]:
    """Done where every text is there, started where one is; peers are not asked what mentors gain."""

    def progress(facts: SetupFacts) -> Progress:
        asked = [name for name in names if not (facts.program.is_peer and name == "mentor_gains")]
        filled = [bool(getattr(facts.program, name).strip()) for name in asked]
        return _D if all(filled) else _S if any(filled) else _T

    return progress


def _page(name: str) -> Callable[[Program, Cycle | None], str]:
    return lambda program, _cycle: reverse(name, kwargs={"slug": program.slug})


def _year(edit: str) -> Callable[[Program, Cycle | None], str]:
    """The page of the year, or the one that plans the first."""

    def url(program: Program, cycle: Cycle | None) -> str:
        if cycle is None:
            return reverse("programs:create-cycle", kwargs={"slug": program.slug})
        return reverse(edit, kwargs={"pk": cycle.pk})

    return url


def _handbook(facts: SetupFacts) -> Progress:
    return _D if facts.published else _S if facts.drafted else _T


def _done_if(done: bool) -> Progress:
    return _D if done else _T


STEPS: tuple[SetupStep, ...] = (
    SetupStep(
        key="purpose",
        title=gettext_lazy("Say why the program exists"),
        why=gettext_lazy(
            "Programs pursue quite different goals, from career advice to personal growth. Readers need to know yours."
        ),
        source=literature.FREI_2010,
        need=Need.REQUIRED,
        progress=_filled("purpose"),
        missing=gettext_lazy("Say in the settings why the program exists."),
        fact=gettext_lazy("It’s said why the program exists"),
    ),
    SetupStep(
        key="dates",
        title=gettext_lazy("Set the first day of term"),
        why=gettext_lazy("Getting to know each other takes six months or more, so a year needs its dates early."),
        source=literature.KRAM_1983,
        need=Need.REQUIRED,
        progress=lambda facts: _done_if(facts.cycle is not None),
        missing=gettext_lazy("Plan a year, starting with the first day of term."),
        fact=gettext_lazy("The year has its dates"),
        url=_year("programs:edit-cycle"),
    ),
    SetupStep(
        key="handbook",
        title=gettext_lazy("Publish the handbook"),
        why=gettext_lazy("Expectations that are named and aligned at the start keep a mentorship on course."),
        source=literature.HUSKINS_2011,
        need=Need.REQUIRED,
        progress=_handbook,
        missing=gettext_lazy("Publish a handbook."),
        fact=gettext_lazy("A handbook is published"),
        url=_page("programs:edit-handbook"),
        by_admins=True,
    ),
    SetupStep(
        key="contacts",
        title=gettext_lazy("Add an emergency contact"),
        why=gettext_lazy(
            "About one in four medical students shows signs of depression, and few of them seek treatment."
        ),
        source=literature.ROTENSTEIN_2016,
        need=Need.REQUIRED,
        progress=lambda facts: _done_if(facts.reachable),
        missing=gettext_lazy("Add an emergency contact with a phone number or an email address."),
        fact=gettext_lazy("Somebody can be reached on a bad day"),
        url=_page("programs:edit-contacts"),
    ),
    SetupStep(
        key="team",
        title=gettext_lazy("Appoint a coordinator"),
        why=gettext_lazy(
            "Mentorship shouldn’t be left to chance: institutions that support it need someone who looks after it."
        ),
        source=literature.NASEM_2019,
        need=Need.REQUIRED,
        progress=lambda facts: _done_if(facts.coordinated),
        missing=gettext_lazy("Appoint a coordinator."),
        fact=gettext_lazy("Somebody looks after the program"),
        url=_page("people:list-team"),
        by_admins=True,
    ),
    SetupStep(
        key="benefits",
        title=gettext_lazy("Say what each side gains, and what it takes"),
        why=gettext_lazy("Good mentorships are described as mutual: each side gives and each side gains."),
        source=literature.STRAUS_2013,
        need=Need.RECOMMENDED,
        progress=_filled("mentee_gains", "mentor_gains", "time_costs"),
    ),
    SetupStep(
        key="format",
        title=gettext_lazy("Choose a format"),
        why=gettext_lazy("One-on-one is the most common of seven models; groups, peers and distance work, too."),
        source=literature.KASHIWAGI_2013,
        need=Need.RECOMMENDED,
        progress=_settled("format"),
        of_peers=False,
    ),
    SetupStep(
        key="who",
        title=gettext_lazy("Say who may take part, and who mentors whom"),
        why=gettext_lazy(
            "One mentor rarely meets every need; people near in stage help with other things than seniors."
        ),
        source=literature.NASEM_2019,
        need=Need.RECOMMENDED,
        progress=_filled("eligibility"),
    ),
    SetupStep(
        key="pairing",
        title=gettext_lazy("Choose how pairs are made"),
        why=gettext_lazy("People who had a say in their match report better mentoring."),
        source=literature.ALLEN_2006,
        need=Need.RECOMMENDED,
        progress=_settled("pairing"),
    ),
    SetupStep(
        key="lists",
        title=gettext_lazy("Set lists, offers and what silence means"),
        why=gettext_lazy("Lists that are too short make people leave out whom they want most, to be on the safe side."),
        source=literature.HAERINGER_2009,
        need=Need.RECOMMENDED,
        progress=_settled("lists"),
        of_peers=False,
    ),
    SetupStep(
        key="sessions",
        title=gettext_lazy("Set the rhythm of sessions"),
        why=gettext_lazy(
            "Failed mentorships lacked commitment, among other things. A rhythm that both know shows it early."
        ),
        source=literature.STRAUS_2013,
        need=Need.RECOMMENDED,
        progress=_settled("sessions"),
    ),
    SetupStep(
        key="agreement",
        title=gettext_lazy("Decide what pairs agree upon"),
        why=gettext_lazy("A mentorship holds better when both have said early what they expect and how it may end."),
        source=literature.HUSKINS_2011,
        need=Need.RECOMMENDED,
        progress=_settled("agreement"),
        url=_page("pairs:edit-agreement-questions"),
        of_peers=False,
    ),
    SetupStep(
        key="conflicts",
        title=gettext_lazy("Decide about conflicts of interest"),
        why=gettext_lazy("Conflicts of interest and competition are among the reasons why mentorships fail."),
        source=literature.STRAUS_2013,
        need=Need.RECOMMENDED,
        progress=_settled("conflicts"),
    ),
    SetupStep(
        key="ratings",
        title=gettext_lazy("Protect those who rate"),
        why=gettext_lazy("Nobody can be picked out of a figure that always stands for several people."),
        source=literature.SWEENEY_2002,
        need=Need.RECOMMENDED,
        progress=_settled("ratings"),
        of_peers=False,
    ),
    SetupStep(
        key="fairness",
        title=gettext_lazy("See whether everyone has the same chances"),
        why=gettext_lazy(
            "Year and site are known. Whether people of other groups get a mentor as often, only they can tell. They "
            "answer if they like, and nobody sees an answer."
        ),
        source=literature.SWEENEY_2002,
        need=Need.LATER,
        progress=_settled("fairness"),
        of_peers=False,
    ),
    SetupStep(
        key="exams",
        title=gettext_lazy("Add the exam dates"),
        why=gettext_lazy("Mentoring needs commitment and surroundings that make room for it. Exams leave none."),
        source=literature.SAMBUNJAK_2010,
        need=Need.RECOMMENDED,
        progress=lambda facts: _done_if(bool(facts.exams) or "exams" in facts.settled),
        url=_year("programs:edit-exams"),
    ),
    SetupStep(
        key="reminders",
        title=gettext_lazy("Choose the reminders"),
        why=gettext_lazy(
            "Poor communication is among the reasons why mentorships fail. Reminders keep questions from getting lost."
        ),
        source=literature.STRAUS_2013,
        need=Need.RECOMMENDED,
        progress=_settled("reminders"),
        url=_page("programs:edit-reminders"),
    ),
    SetupStep(
        key="questions",
        title=gettext_lazy("Name an address for questions"),
        why=gettext_lazy("Poor communication is among the reasons why mentorships fail. People need someone to ask."),
        source=literature.STRAUS_2013,
        need=Need.RECOMMENDED,
        progress=_filled("contact_email"),
    ),
    SetupStep(
        key="people",
        title=gettext_lazy("Add the people"),
        why=gettext_lazy("Where reviewers could find figures, fewer than half of medical students had a mentor."),
        source=literature.SAMBUNJAK_2006,
        need=Need.LATER,
        progress=lambda facts: _done_if(participants().has_people(facts.program.pk)),
        url=_page("people:import-people"),
    ),
)


def step_of(key: str) -> SetupStep:
    """Return the step of this key."""
    return next(step for step in STEPS if step.key == key)


def step_url(step: SetupStep, program: Program, cycle: Cycle | None) -> str:
    """Return the page on which a program takes a step."""
    if step.url:
        return step.url(program, cycle)
    return reverse("programs:edit-step", kwargs={"slug": program.slug, "key": step.key})


def steps_of(program: Program) -> tuple[SetupStep, ...]:
    """Return the steps that a program has, in their order."""
    return tuple(step for step in STEPS if step.of_peers or not program.is_peer)


def required_steps() -> tuple[SetupStep, ...]:
    """Return the steps without which no program opens: the one rule that set-up, health and opening share."""
    return tuple(step for step in STEPS if step.need == Need.REQUIRED)


def missing_of(facts: SetupFacts) -> list[str]:
    """Return what a program lacks before it can open, one sentence each; empty when nothing."""
    return [str(step.missing) for step in required_steps() if step.progress(facts) != Progress.DONE]
