"""What a person says of names and answers that a file of lists leaves open, as a part of its mapping."""

from collections.abc import Mapping
from dataclasses import replace

from core.tables.mapping import Mapping as FileMapping
from matching.imports.columns import CUT, LAST, LONGER, SEVERAL
from matching.imports.rankings import CheckedLists, UnknownName

# So many are asked at a time.
_ASKED = 40
_LEAVE = "leave"


def questions_of(checked: CheckedLists) -> list[tuple[int, UnknownName]]:
    """Return the names that are asked, each with its number in the form."""
    return list(enumerate(checked.names[:_ASKED]))


def settled(mapping: FileMapping, checked: CheckedLists, answers: Mapping[str, str]) -> FileMapping:
    """Return the mapping with what was answered.

    Args:
        mapping: what was said so far.
        checked: the file, with the names that are not sure.
        answers: of the form: `word_N` and `use_N` for a name, an address or “leave”; `several` and `longer`.
    """
    words = {who: dict(kept) for who, kept in mapping.words.items()}
    for number, name in questions_of(checked):
        use = answers.get(f"use_{number}", "")
        if answers.get(f"word_{number}") != name.word or not use:
            continue
        if use == _LEAVE or use in {person.email for person in name.candidates}:
            words.setdefault(name.who, {})[name.word] = "" if use == _LEAVE else use
    asked = ((SEVERAL, "several", LAST), (LONGER, "longer", CUT))
    said = {name: value for name, key, value in asked if answers.get(key) == value}
    return replace(mapping, words=words, same={**mapping.same, **said})
