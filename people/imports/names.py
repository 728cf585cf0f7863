"""Full names in one cell, taken apart."""

import re

from people.imports.titles import is_generation, name_parts

# Words that belong to the family name behind them: van Gogh, de la Cruz, bin Salman, ben Ali.
_PARTICLES = frozenset(
    {"al", "ap", "ben", "bin", "binti", "d", "da", "dal", "de", "del", "della", "den", "der", "des", "di", "dos", "du",
     "el", "ibn", "la", "las", "le", "lo", "los", "mac", "st", "ten", "ter", "van", "vom", "von", "y", "zu", "zum",
     "zur"}
)  # fmt: skip
_NAME_AND_ADDRESS = re.compile(r"[^<>@]*[^<>@\s][^<>@]*<[^<>@\s]+@[^<>@\s]+>")
_LETTERS = re.compile(r"[^\W\d_]")


def last_first(text: str) -> tuple[str, str]:
    """Return given and family name of “Family, Given”; without a comma everything is one name, the given one."""
    family, comma, given = name_parts(text).name.partition(",")
    return (given.strip(), family.strip()) if comma and given.strip() else (family.strip(), "")


def first_last(text: str) -> tuple[str, str]:
    """Return given and family name of “Given Family”; titles and degrees belong to neither.

    The family name is the words in capitals, where some are, else the last word with the particles before it. A name
    with a comma has its family name first, whatever the others of its column do.
    """
    name = name_parts(text).name
    if name.count(",") == 1:
        return last_first(text)
    words = name.replace(",", " ").split()
    capitals = [word for word in words if _is_in_capitals(word)]
    if 0 < len(capitals) < len(words) and capitals in (words[: len(capitals)], words[-len(capitals) :]):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    cut = max(len(words) - 1, 1)
    if len(words) > 2 and is_generation(words[-1]):
        cut -= 1
    while cut > 1 and words[cut - 1].lower().strip("'’.") in _PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def _is_in_capitals(word: str) -> bool:
    """Whether a whole word is in capitals; initials and “III” are so whoever writes them."""
    return word.isupper() and len(_LETTERS.findall(word)) > 1 and "." not in word and not is_generation(word)


def beside_name(text: str) -> tuple[str, str]:
    """Return title and credentials of a full name."""
    parts = name_parts(text)
    return parts.title, parts.credentials


# As written in a family name, whatever its capitals say; others of `_PARTICLES` are names of their own as often.
_SMALL = _PARTICLES - {"ap", "ben", "mac", "st"}
_NUMERALS = frozenset({"II", "III", "IV", "VI", "VII", "VIII"})
_PARTS = re.compile(r"([-'’])")


def natural_given(text: str) -> str:
    """Return a given name without capitals throughout: “MARÍA DE LOS ÁNGELES” is “María de los Ángeles”."""
    return _natural(text, first_small=False)


def natural_family(text: str) -> str:
    """Return a family name without capitals throughout: “VAN DER BERG-O'NEILL” is “van der Berg-O'Neill”."""
    return _natural(text, first_small=True)


def _natural(text: str, *, first_small: bool) -> str:
    words = text.split()
    last = len(words) - 1
    return " ".join(
        _natural_word(word, small=place < last and (first_small or place > 0)) for place, word in enumerate(words)
    )


def _natural_word(word: str, *, small: bool) -> str:
    """A word in capitals with its first letter alone so, or none; others stay as somebody has written them."""
    if not word.isupper() or word in _NUMERALS:
        return word
    if small and word.lower().strip("'’.") in _SMALL:
        return word.lower()
    return "".join(map(_natural_part, _PARTS.split(word)))


def _natural_part(part: str) -> str:
    if len(part) > 3 and part.startswith("MC"):
        return f"Mc{part[2]}{part[3:].lower()}"
    return part[:1] + part[1:].lower()


def name_and_address(text: str) -> tuple[str, str, str]:
    """Return given name, family name and address of “Ana Lund <ana@school.example>”."""
    name, _sign, address = text.partition("<")
    return *first_last(name.strip().strip("\"'")), address.partition(">")[0].strip()


def looks_like_name_and_address(text: str) -> bool:
    """Whether `text` is a name with its address, as mail programs write them."""
    return bool(_NAME_AND_ADDRESS.fullmatch(text))


def looks_last_first(text: str) -> bool:
    """Whether `text` is a name with its family name first and a comma."""
    name = name_parts(text).name
    return name.count(",") == 1 and looks_named(name.replace(",", " "))


def looks_named(text: str) -> bool:
    """Whether `text` can be a name of two words or more."""
    return len(text.split()) > 1 and "@" not in text and not any(letter.isdigit() for letter in text)
