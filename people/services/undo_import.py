"""Taking an import back: what came goes, what changed is put back, as far as nothing was built on it."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.references import any_referred_to
from core.undecryptable import UndecryptableText
from notifications.models import Message
from people.imports.columns import PROFILE
from people.imports.states import ENROLLMENT, PARTICIPATION, state_of
from people.models import Enrollment, MentorParticipation, PersonalInterest, SupportNeed, SupportOffer
from people.policies import is_under_way
from people.queries.imports import known_people
from people.services.import_waiting import imported_file_of
from programs.models import Cycle, InterestTerm, StaffStep

_BATCH = 200
_FIELDS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "user": (User, PROFILE),
    "enrollment": (Enrollment, ENROLLMENT),
    "participation": (MentorParticipation, PARTICIPATION),
}


def undo_import(step: StaffStep, _by: User, _now: datetime) -> None:
    """Put back what an import changed. What somebody has changed, answered or built on since stays as it is.

    Raises:
        WrongState: what undoing needs is gone.
    """
    kept = imported_file_of(step.subject)
    if kept is None or isinstance(kept.changes, UndecryptableText):
        raise WrongState(_("A step can be undone for a day. That time is over, so it stays as it is."))
    Cycle.objects.select_for_update().get(pk=kept.cycle_id)
    changes = json.loads(kept.changes)
    emails = list(User.objects.filter(pk__in=_people_of(changes)).values_list("email", flat=True))
    now_there = state_of(known_people(kept.cycle, emails))
    _put_back_lists(kept.cycle, changes, now_there)
    for kind, (model, names) in _FIELDS.items():
        _put_back(model, names, changes[kind], now_there[kind])
    _remove(Enrollment, changes["enrollment"], belongs=(SupportNeed,))
    _remove(MentorParticipation, changes["participation"], belongs=(SupportOffer,))
    _remove(User, changes["user"], belongs=(EmailAddress, PersonalInterest, User.languages.through, Message))
    kept.delete()


def _people_of(changes: dict[str, Any]) -> set[int]:
    """Whoever the changes are about."""
    people = {int(key) for kind in ("user", "languages", "interests", "needs", "offers") for key in changes[kind]}
    mentees = Enrollment.objects.filter(pk__in=map(int, changes["enrollment"]))
    mentors = MentorParticipation.objects.filter(pk__in=map(int, changes["participation"]))
    return people | set(mentees.values_list("mentee", flat=True)) | set(mentors.values_list("mentor", flat=True))


def _put_back(
    model: type[models.Model], names: Sequence[str], changes: dict[str, Any], now_there: dict[str, Any]
) -> None:
    """Set fields to what they were, where they are still what the import made of them."""
    wanted = {int(key): (before, after) for key, (before, after) in changes.items() if before is not None}
    rows = list(model._default_manager.filter(pk__in=wanted))
    for row in rows:
        before, after = wanted[row.pk]
        current = now_there.get(str(row.pk), {})
        for name in names:
            if before[name] != after[name] and current.get(name) == after[name]:
                field = cast("models.Field[Any, Any]", model._meta.get_field(name))
                setattr(row, name, field.to_python(before[name]))
    model._default_manager.bulk_update(rows, names, batch_size=_BATCH)


def _put_back_lists(cycle: Cycle, changes: dict[str, Any], now_there: dict[str, Any]) -> None:
    """Set languages, interests and support to what they were, for those who have not changed them since."""

    def old(kind: str) -> Iterator[tuple[int, list[Any]]]:
        for key, (before, after) in changes[kind].items():
            if now_there[kind].get(key) == after:
                yield int(key), before

    for person, languages in old("languages"):
        User(pk=person).languages.set(languages)
    terms = dict(InterestTerm.objects.filter(institution=cycle.program.institution_id).values_list("name", "pk"))
    for person, names in old("interests"):
        chosen = PersonalInterest.objects.of_program(cycle.program).filter(user=person)
        chosen.exclude(term__name__in=names).delete()
        held = set(chosen.values_list("term", flat=True))
        wanted = {terms[name] for name in names if name in terms}
        PersonalInterest.objects.bulk_create(PersonalInterest(user_id=person, term_id=pk) for pk in wanted - held)
    for person, functions in old("needs"):
        _set_support(SupportNeed, "enrollment", Enrollment.objects.get(cycle=cycle, mentee=person).pk, functions)
    for person, functions in old("offers"):
        record = MentorParticipation.objects.get(cycle=cycle, mentor=person).pk
        _set_support(SupportOffer, "participation", record, functions)


def _set_support(model: type[models.Model], owner: str, pk: int, functions: Sequence[str]) -> None:
    model._default_manager.filter(**{owner: pk}).delete()
    for priority, function in enumerate(functions, start=1):
        extra = {"priority": priority} if model is SupportNeed else {}
        model._default_manager.create(**{f"{owner}_id": pk, "function": function}, **extra)


def _remove(model: type[models.Model], changes: dict[str, Any], *, belongs: tuple[type[models.Model], ...]) -> None:
    """Delete what the import has created and nobody has signed in for, acted on or pointed at since.

    The account of somebody who has got an email stays, or its link would lead nowhere.
    """
    keys = [int(key) for key, (before, _after) in changes.items() if before is None]
    for start in range(0, len(keys), _BATCH):
        rows = [row for row in _created(model, keys[start : start + _BATCH]) if _is_untouched(row)]
        for some in _not_referred_to(rows, belongs):
            model._default_manager.filter(pk__in=[row.pk for row in some]).delete()


def _created(model: type[models.Model], keys: Sequence[int]) -> list[models.Model]:
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys)
    if model is User:
        return list(rows.exclude(pk__in=Message.objects.filter(state=Message.State.SENT).values("recipient")))
    return list(rows.select_related("cycle", "mentee" if model is Enrollment else "mentor"))


def _is_untouched(row: models.Model) -> bool:
    if isinstance(row, Enrollment):
        return row.mentee.last_login is None and not is_under_way(row)
    if isinstance(row, MentorParticipation):
        return row.mentor.last_login is None and not is_under_way(row)
    return isinstance(row, User) and row.last_login is None


def _not_referred_to(
    rows: Sequence[models.Model], belongs: tuple[type[models.Model], ...]
) -> Iterator[Sequence[models.Model]]:
    """The rows at which nothing points, in as large lists as can be: halves of a list at which something does."""
    if not rows:
        return
    if not any_referred_to(rows, apart_from=belongs):
        yield rows
    elif len(rows) > 1:
        half = len(rows) // 2
        yield from _not_referred_to(rows[:half], belongs)
        yield from _not_referred_to(rows[half:], belongs)
