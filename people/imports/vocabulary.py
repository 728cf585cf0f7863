"""What the cells of a file of people are checked against: the school's own lists."""

import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.models import Language, Role
from core.folding import fold
from people.imports.rows import Term
from people.imports.words import PEER_ROLES, ROLES
from people.queries.imports import ProgramPeople, program_people
from programs.models import Cycle, InterestTerm, SupportFunction, WordList
from programs.queries.listed_words import spellings


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the cells are checked against, read once.

    Attributes:
        languages: folded name or code → primary key.
        terms: folded name or slug → term.
        support: folded name or code → function.
        people: those who take part in the program.
        zones: all IANA names.
        language_names: primary key → name.
        roles: folded word for what somebody is → role; of peers there is one, also for those of whom nothing is said.
        listed: column → folded title, profession or department → the word as the school writes it.
    """

    languages: dict[str, int]
    terms: dict[str, Term]
    support: dict[str, str]
    people: ProgramPeople
    zones: frozenset[str]
    language_names: dict[int, str]
    roles: Mapping[str, Role]
    listed: Mapping[str, Mapping[str, str]]

    @property
    def only_role(self) -> Role | None:
        """The role of everybody, where there is but one."""
        found = set(self.roles.values())
        return found.pop() if len(found) == 1 else None


def vocabulary_of(cycle: Cycle, columns: Collection[str]) -> Vocabulary:
    """Read the lists of the cycle's school; those of words only where one of these columns is checked against them."""
    languages: dict[str, int] = {}
    names: dict[int, str] = {}
    for pk, code, name in Language.objects.values_list("pk", "code", "name"):
        languages |= {fold(code): pk, fold(name): pk}
        names[pk] = name
    terms = _terms_of(cycle.program.institution_id)
    support: dict[str, str] = {}
    for function in SupportFunction:
        support |= {key_of(function.value): function.value, key_of(str(function.label)): function.value}
    zones = frozenset(zoneinfo.available_timezones())
    roles = PEER_ROLES if cycle.program.is_peer else ROLES
    listed = _listed(cycle) if set(columns) & set(WordList) else {}
    return Vocabulary(languages, terms, support, program_people(cycle), zones, names, roles, listed)


def _listed(cycle: Cycle) -> dict[str, dict[str, str]]:
    known = spellings(cycle.program.institution_id)
    return {kind: {key_of(text): name for text, name in words.items()} for kind, words in known.items()}


def _terms_of(institution: int) -> dict[str, Term]:
    """By what a term was called when it began, by what was merged into it, and above all by its name."""
    terms = InterestTerm.objects.filter(institution=institution).order_by("facet", "name", "aliases__name")
    rows = list(terms.values_list("facet", "slug", "name", "aliases__slug", "aliases__name"))
    older = {key_of(text): Term(facet, name) for facet, _slug, name, *spellings in rows for text in spellings if text}
    by_slug = {key_of(slug): Term(facet, name) for facet, slug, name, *_spellings in rows}
    return older | by_slug | {key_of(name): Term(facet, name) for facet, _slug, name, *_spellings in rows}


def key_of(text: str) -> str:
    """Return how the vocabulary knows `text`: without case, accents, hyphens and underscores."""
    return " ".join(fold(text).replace("-", " ").replace("_", " ").split())
