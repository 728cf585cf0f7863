"""The lists that there are. An app above adds its columns to the list of an app below."""

from dataclasses import replace
from typing import Any

from core.lists.definition import ListDefinition, Part

_LISTS: dict[str, ListDefinition[Any, Any]] = {}


def register_list(definition: ListDefinition[Any, Any]) -> None:
    """Make a list known; the last registration of a name counts."""
    _LISTS[definition.name] = definition


def extend_list(name: str, part: Part[Any, Any]) -> None:
    """Add columns, filters, views and actions to a list that is registered; what is there already stays once."""
    held = _LISTS[name]
    own = held.part
    _LISTS[name] = replace(
        held,
        part=Part(
            columns=_joined(own.columns, part.columns),
            filters=_joined(own.filters, part.filters),
            views=own.views + tuple(view for view in part.views if view not in own.views),
            actions=_joined(own.actions, part.actions),
        ),
    )


def _joined(own: tuple[Any, ...], more: tuple[Any, ...]) -> tuple[Any, ...]:
    keys = {each.key for each in more}
    return (*(each for each in own if each.key not in keys), *more)


def get_list(name: str) -> ListDefinition[Any, Any] | None:
    """Return the list of this name, or None."""
    return _LISTS.get(name)


def all_lists() -> list[ListDefinition[Any, Any]]:
    """Return every list, in the order in which they were registered."""
    return list(_LISTS.values())
