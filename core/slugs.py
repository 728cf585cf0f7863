"""Names in addresses."""

from collections.abc import Set

from django.utils.text import slugify

_LENGTH = 72


def free_slug(title: str, taken: Set[str], *, other: str) -> str:
    """Return the name of a title in addresses, which is not one of `taken`.

    Args:
        title: in any script.
        taken: what others have, and words that stand beside them.
        other: the name of a title without a letter of the Latin script.
    """
    base = slugify(title)[:_LENGTH] or other
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)
