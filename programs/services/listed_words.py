"""Writes to a school’s lists of titles, professions and departments. What people have follows in `people.services`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from programs.errors import WordGone
from programs.models import FormerWord, Institution, ListedWord, WordList
from programs.services.vocabulary import bring_back, lock_vocabulary, refuse_taken, retire


@transaction.atomic
def add_word(school: Institution, *, kind: WordList, name: str) -> ListedWord:
    """Add a word to one of the lists.

    Raises:
        NameTaken: it is there, in this or another spelling of case and accents.
    """
    lock_vocabulary(school)
    refuse_taken(name, others=school.listed_words.filter(kind=kind))
    FormerWord.objects.filter(word__institution=school, word__kind=kind, name__iexact=name).delete()
    return ListedWord.objects.create(institution=school, kind=kind, name=name)


@transaction.atomic
def retire_word(word: ListedWord, *, now: datetime) -> ListedWord:
    """Offer a word no longer; who has it keeps it. A second time changes nothing.

    Raises:
        WordGone: it was merged into another.
    """
    word = locked_word(word.pk)
    retire(word, now=now)
    return word


@transaction.atomic
def bring_back_word(word: ListedWord) -> ListedWord:
    """Offer a retired word again. A second time changes nothing.

    Raises:
        WordGone: it was merged into another.
    """
    word = locked_word(word.pk)
    bring_back(word)
    return word


def locked_word(pk: int) -> ListedWord:
    """Return the word, locked until the caller's transaction ends.

    Raises:
        WordGone: it was merged into another.
    """
    rows = ListedWord.objects.select_for_update(of=("self",)).select_related("institution")
    if (word := rows.filter(pk=pk).first()) is None:
        raise WordGone
    return word


def rename_listed(word: ListedWord, *, name: str, began_from: str) -> str:
    """Give a word another name on its list, inside the caller's transaction.

    Args:
        word: which.
        name: from now on.
        began_from: the revision that the form carried.

    Returns:
        The name before.

    Raises:
        EditedMeanwhile: somebody has renamed it since the form was opened.
        NameTaken: another word is written so.
        WordGone: it was merged into another.
    """
    lock_vocabulary(word.institution)
    word = locked_word(word.pk)
    refuse_stale(began_from, stored=stored_fields(word, ["name"]), wanted={"name": name})
    refuse_taken(name, others=word.institution.listed_words.filter(kind=word.kind).exclude(pk=word.pk))
    before, word.name = word.name, name
    word.save(update_fields=["name"])
    if before != name:
        word.former_words.filter(name=name).delete()
        FormerWord.objects.create(word=word, name=before)
    return before


def absorb_word(word: ListedWord, *, into: ListedWord) -> tuple[ListedWord, ListedWord]:
    """Take a word off its list; what it was called leads to the other. Inside the caller's transaction.

    Returns:
        Both, as they stood, locked in one order whichever goes into the other.

    Raises:
        WordGone: one of them was merged meanwhile.
        WrongState: they are one or of two lists, or the second is not offered.
    """
    found = {pk: locked_word(pk) for pk in sorted((word.pk, into.pk))}
    gone, stays = found[word.pk], found[into.pk]
    if gone.pk == stays.pk or (gone.institution_id, gone.kind) != (stays.institution_id, stays.kind):
        raise WrongState(_("Choose another word of the same list."), field="into")
    if stays.retired_at is not None:
        raise WrongState(_("%(name)s isn’t offered. Bring it back first.") % {"name": stays.name}, field="into")
    gone.former_words.update(word=stays)
    FormerWord.objects.create(word=stays, name=gone.name)
    ListedWord.objects.filter(pk=gone.pk).delete()
    return gone, stays
