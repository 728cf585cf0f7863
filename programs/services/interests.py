"""Writes to the list of interests that people of a school can choose."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from programs.errors import TermGone
from programs.models import Facet, Institution, InterestAlias, InterestTerm, SuggestedGoal
from programs.services.vocabulary import bring_back, lock_vocabulary, refuse_taken, retire


@transaction.atomic
def add_term(school: Institution, *, facet: Facet, name: str) -> InterestTerm:
    """Add a term to the list.

    Raises:
        NameTaken: it is there, in this or another spelling of case and accents.
    """
    lock_vocabulary(school)
    refuse_taken(name, others=school.interest_terms.all())
    InterestAlias.objects.filter(term__institution=school, name__iexact=name).delete()
    return InterestTerm.objects.create(institution=school, facet=facet, slug=_free_slug(school, name), name=name)


@transaction.atomic
def rename_term(term: InterestTerm, *, facet: Facet, name: str, began_from: str = "") -> InterestTerm:
    """Give a term another name or facet, for everybody who chose it.

    Args:
        term: which.
        facet: from now on.
        name: from now on.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has renamed it since the form was opened.
        NameTaken: another term is called so.
        TermGone: it was merged into another.
    """
    lock_vocabulary(term.institution)
    term = locked_term(term.pk)
    wanted = {"facet": facet, "name": name}
    refuse_stale(began_from, stored=stored_fields(term, wanted), wanted=wanted)
    refuse_taken(name, others=term.institution.interest_terms.exclude(pk=term.pk))
    term.facet, term.name = facet, name
    term.save(update_fields=["facet", "name"])
    return term


@transaction.atomic
def retire_term(term: InterestTerm, *, now: datetime) -> InterestTerm:
    """Offer a term no longer; who chose it keeps it. A second time changes nothing.

    Raises:
        TermGone: it was merged into another.
    """
    term = locked_term(term.pk)
    retire(term, now=now)
    return term


@transaction.atomic
def bring_back_term(term: InterestTerm) -> InterestTerm:
    """Offer a retired term again. A second time changes nothing.

    Raises:
        TermGone: it was merged into another.
    """
    term = locked_term(term.pk)
    bring_back(term)
    return term


def locked_term(pk: int) -> InterestTerm:
    """Return the term, locked until the caller's transaction ends.

    Raises:
        TermGone: it was merged into another.
    """
    term = InterestTerm.objects.select_for_update(of=("self",)).select_related("institution").filter(pk=pk).first()
    if term is None:
        raise TermGone
    return term


def lock_for_merging(pk: int, into_pk: int) -> tuple[InterestTerm, InterestTerm]:
    """Return two terms of one school, locked in one order whichever goes into the other.

    Raises:
        TermGone: one of them was merged meanwhile.
        WrongState: they are one, or the second is not offered.
    """
    found = {key: locked_term(key) for key in sorted((pk, into_pk))}
    term, into = found[pk], found[into_pk]
    if pk == into_pk or term.institution_id != into.institution_id:
        raise WrongState(_("Choose another interest to merge this one into."), field="into")
    if into.retired_at is not None:
        raise WrongState(_("%(name)s isn’t offered. Bring it back first.") % {"name": into.name}, field="into")
    return term, into


def absorb_term(term: InterestTerm, *, into: InterestTerm) -> None:
    """Take a term off the list that nobody has any more; its name and key lead to the other from now on."""
    term.aliases.update(term=into)
    InterestAlias.objects.create(term=into, slug=term.slug, name=term.name, former_key=term.pk)
    SuggestedGoal.objects.filter(specialty=term).update(specialty=into)
    term.delete()


def lock_chosen(keys: Collection[int]) -> set[int]:
    """Return the keys by which chosen terms are known now; none of them is merged before the transaction ends."""
    rows = InterestTerm.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    standing = set(rows.values_list("pk", flat=True))
    if gone := set(keys) - standing:
        merged = InterestAlias.objects.filter(former_key__in=gone).values_list("term", flat=True)
        standing |= lock_chosen(set(merged)) if merged else set()
    return standing


def lock_all_terms(school: Institution) -> None:
    """Keep every term of the school from being merged before the caller's transaction ends."""
    rows = InterestTerm.objects.select_for_update(no_key=True).filter(institution=school)
    list(rows.order_by("pk").values_list("pk"))


def _free_slug(school: Institution, name: str) -> str:
    base = slugify(name, allow_unicode=True)[:54] or "term"
    taken = set(school.interest_terms.filter(slug__startswith=base).values_list("slug", flat=True))
    return base if base not in taken else next(s for n in range(2, len(taken) + 3) if (s := f"{base}-{n}") not in taken)
