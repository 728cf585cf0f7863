"""What an import may change, as plain values, so that two moments can be compared and one be put back."""

from datetime import date, datetime
from typing import Any

from people.imports.columns import PROFILE
from people.imports.wishes import MODES
from people.queries.imports import KnownPeople

ENROLLMENT = ("cohort", "state", "enrolled_at")
PARTICIPATION = ("capacity", "minimum", "department", *MODES, "state", "answered_at")
RECORDS = ("user", "enrollment", "participation")
LISTS = ("languages", "interests", "needs", "offers")

# Kind → primary key as text → values.
State = dict[str, dict[str, Any]]


def state_of(known: KnownPeople) -> State:
    """Return the values of the people of a file; of the cycle, only the records of these people."""
    people = {user.pk for user in known.users.values()}
    state: State = {
        "user": {str(user.pk): _values(user, PROFILE) for user in known.users.values()},
        "enrollment": {
            str(each.pk): _values(each, ENROLLMENT) for pk, each in known.enrollments.items() if pk in people
        },
        "participation": {
            str(each.pk): _values(each, PARTICIPATION) for pk, each in known.participations.items() if pk in people
        },
    }
    for name in LISTS:
        held = getattr(known, name)
        state[name] = {str(user.pk): sorted(held.get(user.pk, ())) for user in known.users.values()}
    return state


def differences(before: State, after: State) -> State:
    """Return what is new (`None` before) and what changed: key → (before, after)."""
    found: State = {}
    for kind, records in after.items():
        changed = {key: (before[kind].get(key), now) for key, now in records.items() if before[kind].get(key) != now}
        found[kind] = {key: pair for key, pair in changed.items() if kind in RECORDS or pair[0] is not None}
    return found


def _values(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
