"""What became of a text that was brought from elsewhere, in words."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_Word = Callable[[int], str]


def kept_words(counts: Mapping[str, int]) -> str:
    """Return what survived, such as “3 headings, 1 list”."""
    words: dict[str, _Word] = {
        "headings": lambda n: ngettext("%(n)d heading", "%(n)d headings", n),
        "lists": lambda n: ngettext("%(n)d list", "%(n)d lists", n),
        "tables": lambda n: ngettext("%(n)d table", "%(n)d tables", n),
        "links": lambda n: ngettext("%(n)d link", "%(n)d links", n),
        "shown": lambda n: ngettext("%(n)d picture", "%(n)d pictures", n),
    }
    return ", ".join(word(counts[kind]) % {"n": counts[kind]} for kind, word in words.items() if counts.get(kind))


def left_out_words(counts: Mapping[str, int]) -> list[str]:
    """Return what did not come along, one sentence each, with what to do where there is something."""
    words: dict[str, _Word] = {
        "pictures": lambda n: ngettext(
            "%(n)d picture. Add it in its chapter, with a description.",
            "%(n)d pictures. Add them in their chapters, with descriptions.",
            n,
        ),
        "comments": lambda n: ngettext("%(n)d comment in the margin.", "%(n)d comments in the margin.", n),
        "changes": lambda n: ngettext(
            "%(n)d suggested change: its new wording was taken.",
            "%(n)d suggested changes: their new wording was taken.",
            n,
        ),
        "macros": lambda _n: _("Macros. Nothing in them was run."),
        "page_marks": lambda n: ngettext(
            "%(n)d page number or running head.", "%(n)d page numbers and running heads.", n
        ),
        "empty": lambda n: ngettext("%(n)d heading without text.", "%(n)d headings without text.", n),
    }
    return [word(counts[kind]) % {"n": counts[kind]} for kind, word in words.items() if counts.get(kind)]
