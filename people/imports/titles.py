"""Titles and degrees that stand in one cell with a name, taken off it."""

import re
from dataclasses import dataclass

_TITLES = frozenset(
    {"dr", "prof", "professor", "doctor", "doktor", "docteur", "doctora", "dra", "mr", "mrs", "ms", "mx", "miss",
     "herr", "frau", "mme", "mlle", "sra", "señor", "señora", "bwana", "daktari", "pd", "doz", "drs", "د", "أ"}
)  # fmt: skip
# Behind another title: “Dr. med.”, “Univ.-Prof. Dr. med. dent.”
_MORE_TITLES = _TITLES | {"med", "dent", "vet", "nat", "rer", "phil", "habil", "hc", "emer", "em", "assoc", "asst"}
_DEGREES = frozenset(
    {"md", "phd", "mph", "msc", "bsc", "mbbs", "mbchb", "mbbch", "mba", "mhs", "mpp", "drph", "scd", "dsc", "edd",
     "dphil", "dds", "dmd", "dvm", "dnp", "msn", "bsn", "pharmd", "dpt", "psyd", "frcp", "frcs", "frcpc", "frcsc",
     "facp", "facs", "mrcp", "mrcs", "facog", "faap", "facc", "fmedsci"}
)  # fmt: skip
# Names of their own as often; behind a comma and in capitals they are degrees.
_BEHIND_COMMA = _DEGREES | {
    "ma",
    "ms",
    "ba",
    "bs",
    "do",
    "rn",
    "np",
    "pa",
    "pac",
    "pt",
    "ot",
    "jd",
    "llm",
    "med",
    "mmed",
}
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SIGNS = re.compile(r"[.\-’'()]")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A full name as its cell has it.

    Attributes:
        title: what stands before it, such as “Prof. Dr.”.
        name: the rest, with its comma where it has one.
        credentials: the letters after it, such as “MD, PhD”.
    """

    title: str
    name: str
    credentials: str


def name_parts(text: str) -> NameParts:
    """Return a full name without its titles and degrees, and these: “Dr. Rosa Tanaka, MD” is Rosa Tanaka."""
    pieces = [piece.split() for piece in text.split(",")]
    titles: list[str] = []
    degrees: list[str] = []
    # Of “Smith, J.D.” nothing is taken off: these are initials.
    while len(pieces) > 1 and (not pieces[-1] or (_are_degrees(pieces[-1]) and sum(map(len, pieces[:-1])) > 1)):
        degrees[:0] = [" ".join(pieces.pop())]
    while len(pieces[-1]) > 1 + (len(pieces) == 1) and _key(pieces[-1][-1]) in _DEGREES:
        degrees[:0] = [pieces[-1].pop()]
    for piece in pieces:
        while piece and _is_title(piece[0], titles) and (len(piece) > 1 or len(pieces) > 1):
            titles.append(piece.pop(0))
    pieces = _with_generation([piece for piece in pieces if piece])
    name = ", ".join(" ".join(piece) for piece in pieces)
    return NameParts(" ".join(titles), name, ", ".join(filter(None, degrees)))


def is_generation(word: str) -> bool:
    """Whether a word tells a son from his father: “Jr.”, “III”. It belongs to the family name before it."""
    return _key(word) in _GENERATIONS


def _with_generation(pieces: list[list[str]]) -> list[list[str]]:
    """“Smith, John, Jr.” as “Smith Jr., John”."""
    if len(pieces) > 1 and len(pieces[-1]) == 1 and is_generation(pieces[-1][0]):
        [generation] = pieces.pop()
        pieces[0].append(generation)
    return pieces


def _is_title(word: str, before: list[str]) -> bool:
    # “Univ.-Prof.” and “Dr.-Ing.” have it in one of their parts, “P.D.” are initials.
    parts = {_key(part) for part in re.split(r"[-.]", word)}
    return not parts.isdisjoint(_MORE_TITLES if before else _TITLES)


def _are_degrees(words: list[str]) -> bool:
    # “Smith, Ma” is a person, “Smith, MA” a master.
    return all(word.upper() == word or _key(word) in _DEGREES for word in words) and all(
        _key(word) in _BEHIND_COMMA for word in words
    )


def _key(word: str) -> str:
    return _SIGNS.sub("", word).lower()
