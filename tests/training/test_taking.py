"""Taking a module: what is kept, what comes first, when it is done and due again, and who reads what was written."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.services.merging import merge_people
from core.errors import DomainError, WrongState
from core.revisions import EditedMeanwhile, revision_of
from programs.models import Program
from tests.factories.accounts import UserFactory
from tests.factories.programs import ProgramFactory
from tests.training.cast import answer, complete, next_version, publish_module, write_module
from training.errors import NotYet
from training.models import ModuleVersion, StepRecord, Training
from training.queries.taking import OwnModule, own_modules
from training.services import modules, taking

_SECRET = "I was the one who laughed."


def standing(user: User, version: ModuleVersion, day: date) -> OwnModule:
    version = ModuleVersion.objects.select_related("module").get(pk=version.pk)
    [own] = own_modules(user, [version], day=day)
    return own


def test_it_is_resumed_where_it_was_left_and_done_with_its_last_step(
    module: ModuleVersion, mentor: User, now: datetime
) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    answer(training, 1, now=now)
    answer(training, 2, now=now, choice=0)
    own = standing(mentor, module, now.date())
    assert (own.is_under_way, own.done_count) == (True, 2)
    later = now + timedelta(days=3)
    assert taking.begin_module(module, by=mentor, now=later) == training
    answer(training, 3, now=later, reflection=_SECRET)
    answer(training, 4, now=later)
    training.refresh_from_db()
    assert (training.completed_at, training.renew_on) == (later, date(2028, 9, 23))
    assert standing(mentor, module, later.date()).is_done
    assert taking.begin_module(module, by=mentor, now=later) == training


def test_no_step_is_taken_before_the_one_that_is_open(module: ModuleVersion, mentor: User, now: datetime) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    with pytest.raises(NotYet, match="step 1"):
        answer(training, 2, now=now)


def test_a_check_teaches_until_an_answer_fits_and_a_case_keeps_its_first(
    module: ModuleVersion, mentor: User, now: datetime
) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    answer(training, 1, now=now)
    assert answer(training, 2, now=now, choice=0).done
    assert answer(training, 2, now=now, choice=1).choice == 0
    answer(training, 3, now=now)
    wrong = answer(training, 4, now=now, choice=0)
    training.refresh_from_db()
    assert (wrong.done, training.completed_at) == (False, None)
    right = answer(training, 4, now=now, choice=1)
    training.refresh_from_db()
    assert (right.pk, right.done, training.completed_at) == (wrong.pk, True, now)
    assert answer(training, 4, now=now, choice=0).choice == 1


@pytest.mark.parametrize("choice", [None, -1, 2])
def test_a_choice_is_one_of_the_answers(choice: int | None, module: ModuleVersion, mentor: User, now: datetime) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    answer(training, 1, now=now)
    with pytest.raises(WrongState, match="Choose one") as refused:
        answer(training, 2, now=now, choice=choice)
    assert refused.value.field == "choice"


def test_nobody_answers_for_somebody_else(module: ModuleVersion, mentor: User, admin: User, now: datetime) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    with pytest.raises(WrongState):
        taking.answer_step(training, step=module.steps.get(position=1), by=admin, now=now)


def test_a_reflection_is_unreadable_in_the_database_and_for_everybody_else(
    module: ModuleVersion, mentor: User, admin: User, coordinator: User, now: datetime
) -> None:
    training = taking.begin_module(module, by=mentor, now=now)
    for position in (1, 2):
        answer(training, position, now=now)
    record = answer(training, 3, now=now, reflection=_SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reflection FROM training_steprecord WHERE reflection <> %s", [b""])
        [(stored,)] = cursor.fetchall()
    assert b"laughed" not in bytes(stored)
    assert StepRecord.objects.visible_to(mentor).get(pk=record.pk).reflection == _SECRET
    for other in (admin, coordinator):
        assert not StepRecord.objects.visible_to(other).exists()


def test_two_devices_do_not_overwrite_a_reflection(module: ModuleVersion, mentor: User, now: datetime) -> None:
    training = complete(module, user=mentor, now=now)
    began_from = revision_of({"reflection": ""})
    answer(training, 3, now=now, reflection="From the phone.", began_from=began_from)
    with pytest.raises(EditedMeanwhile):
        answer(training, 3, now=now, reflection="From the desk.", began_from=began_from)
    assert StepRecord.objects.get(step__position=3).reflection == "From the phone."


def test_it_is_due_again_after_its_years_and_the_completion_stays(
    module: ModuleVersion, mentor: User, now: datetime
) -> None:
    first = complete(module, user=mentor, now=now)
    assert first.renew_on is not None
    eve = first.renew_on - timedelta(days=1)
    assert standing(mentor, module, eve).is_done
    assert taking.begin_module(module, by=mentor, now=now + timedelta(days=690)) == first
    own = standing(mentor, module, eve)
    assert (own.may_renew, own.is_done, own.training) == (True, True, first)
    own = standing(mentor, module, first.renew_on)
    assert (own.is_due, own.is_done, own.training) == (True, False, first)
    again = taking.begin_module(module, by=mentor, now=now + timedelta(days=720))
    assert again != first
    own = standing(mentor, module, eve)
    assert (own.is_under_way, own.is_done) == (True, True), "it counts while the module is taken anew"
    assert standing(mentor, module, first.renew_on).is_under_way
    assert Training.objects.valid_on(eve).get() == first


def test_a_module_without_years_is_never_due_again(program: Program, mentor: User, admin: User, now: datetime) -> None:
    module = publish_module(write_module(program, renew_after_years=0), by=admin, now=now)
    assert complete(module, user=mentor, now=now).renew_on is None


@pytest.mark.parametrize("ask_again", [False, True])
def test_a_new_version_lets_people_finish_unless_everyone_takes_it_again(
    ask_again: bool, module: ModuleVersion, mentor: User, outsider: User, admin: User, now: datetime
) -> None:
    complete(module, user=mentor, now=now)
    half = taking.begin_module(module, by=outsider, now=now)
    second = next_version(module, by=admin, now=now, ask_again=ask_again)
    assert standing(mentor, second, now.date()).is_done is not ask_again
    went_on = taking.begin_module(second, by=outsider, now=now)
    assert (went_on == half) is not ask_again
    assert went_on.version == (second if ask_again else module)


def test_the_same_text_in_another_program_counts_there_too(
    module: ModuleVersion, mentor: User, admin: User, now: datetime
) -> None:
    elsewhere = publish_module(
        write_module(ProgramFactory.create(institution=admin.appointments.get().institution)), by=admin, now=now
    )
    training = complete(module, user=mentor, now=now)
    own = standing(mentor, elsewhere, now.date())
    assert (own.is_done, own.training) == (True, training)
    changed = next_version(elsewhere, by=admin, now=now)
    assert not standing(mentor, changed, now.date()).is_done


def test_a_module_that_was_withdrawn_is_not_begun(module: ModuleVersion, mentor: User, now: datetime) -> None:
    modules.withdraw_module(module)
    module.refresh_from_db()
    with pytest.raises(WrongState, match="isn’t offered"):
        taking.begin_module(module, by=mentor, now=now)
    with pytest.raises(DomainError):
        modules.withdraw_module(module)


def test_the_database_keeps_one_start_and_every_completion(module: ModuleVersion, mentor: User, now: datetime) -> None:
    training = complete(module, user=mentor, now=now)
    for change in ({"completed_at": now - timedelta(days=900)}, {"completed_at": None}, {"renew_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Training.objects.filter(pk=training.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.filter(pk=training.pk)._raw_delete("default")
    Training.objects.create(version=module, user=mentor, started_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.create(version=module, user=mentor, started_at=now)


def test_two_records_of_one_person_keep_what_both_completed(
    module: ModuleVersion, program: Program, mentor: User, admin: User, now: datetime
) -> None:
    other = publish_module(write_module(program, title="Feedback"), by=admin, now=now)
    gone = UserFactory.create()
    complete(module, user=gone, now=now)
    for person in (mentor, gone):
        taking.begin_module(other, by=person, now=now)
    merge_people(mentor, gone, with_address=False)
    assert standing(mentor, module, now.date()).is_done
    assert standing(mentor, other, now.date()).is_under_way
    assert not Training.objects.filter(user=gone).exists()
