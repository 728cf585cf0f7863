"""What a person says of names and answers that a file of lists leaves open, as a part of its mapping."""

from collections.abc import Mapping
from dataclasses import replace

from core.tables.mapping import Mapping as FileMapping
from matching.imports.columns import CUT, LAST, LONGER, SEVERAL
from matching.imports.rankings import CheckedLists
from people.imports.asking import with_names


def settled(mapping: FileMapping, checked: CheckedLists, answers: Mapping[str, str]) -> FileMapping:
    """Return the mapping with what was answered.

    Args:
        mapping: what was said so far.
        checked: the file, with the names that are not sure.
        answers: of the form: those of `with_names`, and `several` and `longer`.
    """
    asked = ((SEVERAL, "several", LAST), (LONGER, "longer", CUT))
    said = {name: value for name, key, value in asked if answers.get(key) == value}
    return replace(with_names(mapping, checked.names, answers), same={**mapping.same, **said})
