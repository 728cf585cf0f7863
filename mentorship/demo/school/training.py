"""The training of the demo school: most mentors have done it, a few are half way, one module is due again, and a
next version is being written.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from accounts.models import User
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.models import MentorParticipation
from programs.models import Program
from training.models import ModuleVersion, Step, StepRecord, Training
from training.services.modules import publish_module, start_draft
from training.services.starter import add_starter_set

# In Compass: who has completed two modules and begun the third.
HALF_WAY = 4
# Whose module on difficult days is due again.
DUE_AGAIN = "ruth-nambozo-hale"
_DUE = "Difficult days"
_REFLECTION = "A senior nurse stayed for ten minutes after her shift. She asked whether I had eaten."


def publish_modules(program: Program, *, by: User, now: datetime) -> list[ModuleVersion]:
    """Publish the modules that come with the software, and return those for mentors."""
    drafts = add_starter_set(program)
    published = [publish_module(draft, by=by, change_note="", ask_again=False, now=now) for draft in drafts]
    return [version for version in published if version.audience == "mentors"]


def train_mentors(school: School) -> None:
    """Let the mentors of every program take its modules; partner faculty were mostly trained in a workshop.

    What somebody took in one program counts in the others, whose modules say the same.
    """
    admin = school.user("marguerite-olander-dube")
    partners = {person.user.pk for person in school.people.values() if person.kind == "partner"}
    workshop = partners - school.named
    elsewhere = {row.mentor_id for slug, rows in school.participations.items() if slug != "compass" for row in rows}
    trained: set[int] = set()
    for slug, cycle in school.cycles.items():
        day = cycle.planning_from + timedelta(weeks=2)
        first_year = cycle.program.cycles.order_by("planning_from")[0]
        published = at(first_year.planning_from + timedelta(weeks=2), 10)
        versions = publish_modules(cycle.program, by=admin, now=published)
        rows = [row for row in school.participations.get(slug, []) if row.mentor_id not in workshop | trained]
        ordinary = [row for row in rows if row.mentor_id not in school.named | elsewhere]
        half_way = ordinary[-HALF_WAY:] if slug == "compass" else []
        for row in rows:
            done = versions[:2] if row in half_way else versions
            _complete(done, row.mentor, school.today, begun=at(day + timedelta(days=3), 12) + timedelta(minutes=row.pk))
        for row in half_way:
            _begin(versions[2], row.mentor, now=at(school.today - timedelta(days=2), 19))
        trained |= {row.mentor_id for row in rows}
        if slug == "compass":
            start_draft(versions[0].module)
    here = MentorParticipation.objects.filter(cycle__in=school.cycles.values(), mentor__in=trained)
    here.update(trained_on=None)


def _complete(versions: Iterable[ModuleVersion], user: User, today: date, *, begun: datetime) -> None:
    """Let somebody take the modules one after the other, a quarter of an hour each."""
    for place, version in enumerate(versions):
        started = begun + timedelta(minutes=15 * place)
        if version.title == _DUE and user.email.startswith(DUE_AGAIN):
            started = at(today - timedelta(days=5), 12) - relativedelta(years=version.renew_after_years)
        done = started + timedelta(minutes=version.minutes)
        renew_on = done.date() + relativedelta(years=version.renew_after_years) if version.renew_after_years else None
        training = Training.objects.create(
            version=version, user=user, started_at=started, completed_at=done, renew_on=renew_on
        )
        _record(training, list(version.steps.all()))


def _begin(version: ModuleVersion, user: User, *, now: datetime) -> None:
    """Let somebody stop in the middle of a module."""
    _record(Training.objects.create(version=version, user=user, started_at=now), list(version.steps.all())[:4])


def _record(training: Training, steps: Sequence[Step]) -> None:
    StepRecord.objects.bulk_create(
        StepRecord(
            training=training,
            step=step,
            choice=next((place for place, each in enumerate(step.choices) if each["fits"]), None),
            reflection=_REFLECTION if step.kind == Step.Kind.REFLECTION else "",
            done=True,
        )
        for step in steps
    )
