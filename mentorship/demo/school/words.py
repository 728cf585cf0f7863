"""The school's lists of titles, professions and departments: what its people have."""

from people.queries.listed_words import words_in_use
from programs.models import Institution, ListedWord


def list_words(institution: Institution) -> None:
    """Put what the people of the school are called on its lists."""
    ListedWord.objects.bulk_create(
        ListedWord(institution=institution, kind=kind, name=name)
        for kind, words in words_in_use(institution).items()
        for name in sorted(words)
    )
