"""What the lists of words of schools offer."""

from collections import defaultdict
from collections.abc import Collection

from programs.models import ListedWord


def offered_words(schools: Collection[int]) -> dict[str, list[str]]:
    """Return list → the words that these schools offer, each once, by name; a list without words is left out."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = ListedWord.objects.filter(institution__in=schools, retired_at=None).order_by("kind", "name")
    for kind, name in rows.values_list("kind", "name"):
        if name not in found[kind]:
            found[kind].append(name)
    return dict(found)


def spellings(school: int) -> dict[str, dict[str, str]]:
    """Return list → what files may say → the word as the school writes it, the retired and the former included."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = ListedWord.objects.filter(institution=school).values_list("kind", "name", "former_words__name")
    for kind, name, former in rows:
        if former:
            found[kind].setdefault(former, name)
    for kind, name, _former in rows:
        found[kind][name] = name
    return dict(found)
