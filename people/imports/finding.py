"""People of a program as a file calls them: by address or by name, found surely, or with candidates to confirm."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from core.addresses import same_address
from core.folding import fold
from core.text import clean_line

# As near as this somebody may have been meant; nobody is taken for another because of it.
_NEAR, _MOST = 80, 4
# Whoever has more unknown names in a file has chosen the wrong one; comparing all with all would take minutes.
_COMPARED = 300
_TITLES = frozenset(
    {"dr", "prof", "professor", "doctor", "doktor", "docteur", "med", "mr", "mrs", "ms", "mx", "miss", "sir", "dame",
     "md", "phd", "mph", "frcp", "herr", "frau", "mme", "mlle", "pr", "sr", "sra", "dra", "bi", "bwana", "daktari",
     "د", "دكتور", "الدكتور", "الدكتورة", "أ"}
)  # fmt: skip
_DROPPED = str.maketrans("", "", "'’ʼ`´")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who may be named.

    Attributes:
        key: of their record in the year: enrollment or participation.
        user: key of the person.
        email, name: theirs.
        group: what tells them apart from others of the name.
    """

    key: int
    user: int
    email: str
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Who is meant.

    Attributes:
        person: who it surely is; None while somebody has to say so.
        candidates: who it may be.
        several: whether the candidates have the very name.
        left_out: whether somebody said that nobody is meant.
    """

    person: Known | None = None
    candidates: tuple[Known, ...] = ()
    several: bool = False
    left_out: bool = False


class Directory:
    """Finds people by what a file calls them.

    Args:
        people: who may be named.
        settled: what the file calls somebody → their address, as a person said; empty for nobody.
    """

    def __init__(self, people: Iterable[Known], settled: Mapping[str, str] | None = None) -> None:
        self._by_email: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self._found: dict[str, Finding] = {}
        self._compared = 0
        for person in people:
            self._by_email[person.email.lower()] = person
            self._by_name[name_key(person.name)].append(person)
        self._settled = {fold(clean_line(word)): email for word, email in (settled or {}).items()}

    def find(self, text: str, name: str = "") -> Finding:
        """Return who is meant.

        Args:
            text: an address, or a name with or without titles, in any order.
            name: of whoever has this address, when the file says it too: where the address is not known, it leads
                to candidates.
        """
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._find(clean_line(text))
        if found.person or found.left_out or not name:
            return found
        named = self._named(name)
        return Finding(None, tuple(dict.fromkeys((*self._all_of(named), *found.candidates)))[:_MOST])

    def is_name(self, text: str) -> bool:
        """Whether this is the name or the address of one or more of the people."""
        return same_address(text) in self._by_email or bool(name_key(text) and self._by_name.get(name_key(text)))

    def _find(self, text: str) -> Finding:
        settled = self._settled.get(fold(text))
        if settled is not None:
            return Finding(self._by_email.get(settled.lower()), left_out=not settled)
        if "@" not in text:
            return self._named(text)
        person = self._by_email.get(same_address(text))
        return Finding(person) if person else Finding(None, self._all_of(self._named(text.partition("@")[0])))

    def _named(self, text: str) -> Finding:
        key = name_key(text)
        same = self._by_name.get(key, []) if key else []
        if len(same) == 1:
            return Finding(same[0])
        if same:
            return Finding(None, tuple(same[:_MOST]), several=True)
        self._compared += 1
        if not key or self._compared > _COMPARED:
            return Finding()
        near = process.extract(key, list(self._by_name), scorer=fuzz.token_set_ratio, score_cutoff=_NEAR, limit=_MOST)
        people = [person for word, _score, _place in near for person in self._by_name[word]]
        return Finding(None, tuple(people[:_MOST]))

    @staticmethod
    def _all_of(finding: Finding) -> tuple[Known, ...]:
        return (finding.person,) if finding.person else finding.candidates


def name_key(text: str) -> str:
    """Return a name without case, accents, titles and order: “Tanaka, Dr. Rosa” and “Rosa Tanaka” are one."""
    plain = fold(clean_line(text)).translate(_DROPPED)
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return " ".join(sorted([word for word in words if word not in _TITLES] or words))
