"""Taking a module: beginning, answering step by step, coming back later."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from core.undecryptable import UndecryptableText
from training.errors import NotYet
from training.models import ModuleVersion, Step, StepRecord, Training
from training.queries.taking import first_open, own_modules
from training.signals import module_completed


@transaction.atomic
def begin_module(version: ModuleVersion, *, by: User, now: datetime) -> Training:
    """Return what `by` has under way in the module, or completed and not due again soon; else begin it anew.

    Raises:
        WrongState: the version is not in force, and nothing is under way.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    version = ModuleVersion.objects.select_related("module__program__institution").get(pk=version.pk)
    day = version.module.program.institution.local_day(now)
    [own] = own_modules(by, [version], day=day)
    if own.training and (own.is_under_way or not own.may_renew):
        return own.training
    if version.state != ModuleVersion.State.PUBLISHED:
        raise WrongState(_("This module isn’t offered any more."))
    return Training.objects.create(version=version, user=by, started_at=now)


@transaction.atomic
def answer_step(
    training: Training,
    *,
    step: Step,
    by: User,
    now: datetime,
    choice: int | None = None,
    reflection: str = "",
    began_from: str = "",
) -> StepRecord:
    """Record what somebody did with a step; the last one completes the module.

    Args:
        training: of `by`.
        step: of its version, and not after one that is still open.
        by: who takes it.
        now: the instant.
        choice: the place of the chosen answer, from 0; of a step with choices. The first answer to a case stands, and
            the first to a check that fits.
        reflection: what somebody wrote for themselves; may be empty.
        began_from: the revision of the reflection that the form carried.

    Raises:
        NotYet: an earlier step is open.
        WrongState: the training is not theirs, or there is no such step or choice.
        EditedMeanwhile: they wrote another reflection since, on another device.
    """
    training = Training.objects.select_for_update(of=("self",)).select_related("version").get(pk=training.pk)
    if training.user_id != by.pk or step.version_id != training.version_id:
        raise WrongState(_("This step isn’t part of what you’ve begun."))
    steps = list(training.version.steps.all())
    records = {record.step_id: record for record in training.records.all()}
    next_open = first_open(steps, records)
    if next_open and step.position > next_open.position:
        raise NotYet(_("First finish step %(n)d, “%(title)s”.") % {"n": next_open.position, "title": next_open.title})
    record = records.setdefault(step.pk, StepRecord(training=training, step=step, reflection=""))
    _answer(record, step, choice=choice, reflection=reflection, began_from=began_from)
    record.save()
    if training.completed_at is None and first_open(steps, records) is None:
        _complete(training, now)
    return record


def _answer(record: StepRecord, step: Step, *, choice: int | None, reflection: str, began_from: str) -> None:
    if step.kind == Step.Kind.REFLECTION:
        stored, wanted = {"reflection": record.reflection}, {"reflection": reflection}
        refuse_stale(began_from, stored=stored, wanted=wanted)
        # An empty form does not take the place of a text that no key opens now.
        if reflection.strip() or not isinstance(record.reflection, UndecryptableText):
            record.reflection = reflection
        record.done = True
    elif step.has_choices:
        choices = step.choice_list
        if choice is None or not 0 <= choice < len(choices):
            raise WrongState(_("Choose one of the answers."), field="choice")
        if not record.done:
            record.choice = choice
            record.done = step.kind == Step.Kind.CASE or choices[choice].fits
    else:
        record.done = True


def _complete(training: Training, now: datetime) -> None:
    training.completed_at = now
    training.renew_on = _due_again(training.version, now)
    training.save(update_fields=["completed_at", "renew_on"])
    module_completed.send(sender=Training, training=training, now=now)


def _due_again(version: ModuleVersion, now: datetime) -> date | None:
    """The day in the school's zone that many years on; 29 February becomes the 28th."""
    if not version.renew_after_years:
        return None
    zone = version.module.program.institution.zone
    return now.astimezone(zone).date() + relativedelta(years=version.renew_after_years)
