"""A school’s words for people, changed on the list and for everybody who has them."""

from django.db import transaction

from people.queries.listed_words import mentors_with, people_with
from people.signals import word_replaced
from programs.models import Institution, ListedWord, WordList
from programs.services.listed_words import absorb_word, locked_word, rename_listed


@transaction.atomic
def rename_word(word: ListedWord, *, name: str, began_from: str = "") -> int:
    """Give a word another name, for everybody who has it.

    Args:
        word: which.
        name: from now on.
        began_from: the revision that the form carried.

    Returns:
        How many people, or years of mentors, have it under the new name.

    Raises:
        EditedMeanwhile: somebody has renamed it since the form was opened.
        NameTaken: another word is written so.
        WordGone: it was merged into another.
    """
    before = rename_listed(word, name=name, began_from=began_from)
    return _replace(word.institution, WordList(word.kind), before, name)


@transaction.atomic
def merge_word(word: ListedWord, *, into: ListedWord) -> int:
    """Give the second word to everybody who has the first, and take the first off the list.

    Returns:
        How many people, or years of mentors, had the first.

    Raises:
        WordGone: one of them was merged meanwhile.
        WrongState: they are one or of two lists, or the second is not offered.
    """
    gone, stays = absorb_word(word, into=into)
    return _replace(stays.institution, WordList(stays.kind), gone.name, stays.name)


@transaction.atomic
def settle_word(school: Institution, *, kind: WordList, name: str, into: ListedWord) -> int:
    """Give a word of the list to everybody who has one that is not on it.

    Args:
        school: whose people.
        kind: the list.
        name: what they have now.
        into: the word of the list.

    Returns:
        How many people, or years of mentors, had the other.

    Raises:
        WordGone: `into` was merged meanwhile.
    """
    return _replace(school, kind, name, locked_word(into.pk).name)


def _replace(school: Institution, kind: WordList, before: str, after: str) -> int:
    if before == after:
        return 0
    if kind == WordList.DEPARTMENT:
        number = mentors_with(school).filter(department=before).update(department=after)
    else:
        number = people_with(school, kind).filter(**{kind.value: before}).update(**{kind.value: after})
    word_replaced.send(sender=ListedWord, school=school, kind=kind, before=before, after=after)
    return number
