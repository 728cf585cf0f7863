"""The lists that belong to imported people: languages, interests, kinds of support."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.text import slugify

from accounts.models import Role, User
from people.imports.rows import PersonRow, Term
from people.models import Enrollment, MentorParticipation, PersonalInterest, SupportNeed, SupportOffer
from people.queries.imports import profile_follows_files
from programs.models import Cycle, InterestAlias, InterestTerm
from programs.services.interests import lock_all_terms

_BATCH = 500


def set_relations(
    cycle: Cycle,
    *,
    rows: Sequence[PersonRow],
    users: Mapping[str, User],
    enrollments: Mapping[int, Enrollment],
    participations: Mapping[int, MentorParticipation],
) -> None:
    """Make languages, interests and support what the rows say, for everybody who has not signed in yet.

    An empty cell says nothing. Runs inside the caller's transaction.
    """
    theirs = [(users[row.email], row) for row in rows if users[row.email].last_login is None]
    spoken = {
        user.pk: set(row.languages) for user, row in theirs if row.languages is not None and profile_follows_files(user)
    }
    _replace(User.languages.through, "user_id", "language_id", spoken)
    _set_interests(cycle, theirs)
    needed = {
        enrollments[user.pk].pk: set(row.support)
        for user, row in theirs
        if row.role == Role.MENTEE and row.support is not None
    }
    priority = {
        (enrollments[user.pk].pk, function): place
        for user, row in theirs
        if row.role == Role.MENTEE
        for place, function in enumerate(row.support or (), start=1)
    }
    _replace(
        SupportNeed, "enrollment_id", "function", needed, lambda owner, value: {"priority": priority[owner, value]}
    )
    offered = {
        participations[user.pk].pk: set(row.support)
        for user, row in theirs
        if row.role == Role.MENTOR and row.support is not None
    }
    _replace(SupportOffer, "participation_id", "function", offered)


def _set_interests(cycle: Cycle, theirs: Iterable[tuple[User, PersonRow]]) -> None:
    chosen: dict[int, set[Term]] = {}
    for user, row in theirs:
        if row.interests is not None:
            chosen.setdefault(user.pk, set()).update(row.interests)
    lock_all_terms(cycle.program.institution)
    keys = _terms(cycle, {term for terms in chosen.values() for term in terms})
    wanted = {user: {keys[_slug(term)] for term in terms} for user, terms in chosen.items()}
    _replace(PersonalInterest, "user_id", "term_id", wanted, among={"term__institution": cycle.program.institution_id})


def _slug(term: Term) -> str:
    return slugify(term.name, allow_unicode=True)[:60] or "term"


def _terms(cycle: Cycle, terms: set[Term]) -> dict[str, int]:
    """Return slug → primary key; terms that the school's list lacks are added to it."""
    institution = cycle.program.institution
    merged = InterestAlias.objects.filter(term__institution=institution)
    known = dict(institution.interest_terms.values_list("slug", "pk"))
    by_name = dict(merged.values_list("name", "term__slug"))
    by_name |= {term.name: term.slug for term in institution.interest_terms.all()}
    new = {_slug(term): term for term in terms if _slug(term) not in known and term.name not in by_name}
    InterestTerm.objects.bulk_create(
        (InterestTerm(institution=institution, facet=t.facet, slug=s, name=t.name) for s, t in sorted(new.items())),
        batch_size=_BATCH,
    )
    known = dict(institution.interest_terms.values_list("slug", "pk"))
    return known | {_slug(term): known[by_name[term.name]] for term in terms if term.name in by_name}


def _replace(
    model: type[models.Model],
    owner: str,
    value: str,
    wanted: Mapping[int, set[Any]],
    extra: Any = lambda _owner, _value: {},
    *,
    among: Mapping[str, Any] | None = None,
) -> None:
    """Make the rows of a table (owner, value) exactly `wanted` for the owners in it, and touch no other owner.

    With `among`, rows of which it does not hold stay as they are.
    """
    held: dict[int, set[Any]] = {}
    gone: list[int] = []
    owners = list(wanted)
    for start in range(0, len(owners), _BATCH):
        some = {f"{owner}__in": owners[start : start + _BATCH]}
        for pk, who, what in model._default_manager.filter(**some, **(among or {})).values_list("pk", owner, value):
            held.setdefault(who, set()).add(what)
            if what not in wanted[who]:
                gone.append(pk)
    for start in range(0, len(gone), _BATCH):
        model._default_manager.filter(pk__in=gone[start : start + _BATCH]).delete()
    model._default_manager.bulk_create(
        [
            model(**{owner: who, value: what}, **extra(who, what))
            for who, whats in wanted.items()
            for what in sorted(whats - held.get(who, set()))
        ],
        batch_size=_BATCH,
    )
