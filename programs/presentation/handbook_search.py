"""The search of a handbook, with the passages that it finds."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.search import Search
from core.trees import Section, sections_of
from programs.models import Chapter
from programs.presentation.readers import Selection

_SNIPPET = 180
_BEFORE, _AFTER = 8, 26  # words around the first one that is found
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A section in which a word is found: the name of its heading, the heading, and the text around the word."""

    name: str
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """A chapter that holds every word of the search.

    Attributes:
        title: with what is found in it marked.
        places: the sections with the most matches.
        more: how many sections hold a match besides.
    """

    chapter: Chapter
    title: SafeString
    places: list[Place]
    more: int


def synonyms() -> list[list[str]]:
    """Return groups of words that mean the same in a handbook of mentoring, in the language of the page."""
    groups = _(
        # Translators: groups of single words that mean the same here, in your language; not a translation one by one.
        "meeting session appointment, leave quit resign stop end, mistake error, "
        "tired tiredness exhausted exhaustion burnout fatigue, "
        "death grief loss bereavement, letter reference recommendation, secret confidential private, "
        "mentor adviser advisor tutor supervisor, mentee student learner trainee, conflict disagreement dispute, "
        "goal aim objective, feedback criticism, rule duty commitment obligation, pause break leave, "
        "research project study thesis, video online remote call, change switch replace, sick ill illness, "
        "harassment bullying discrimination, complaint report concern, group circle team, job career work, "
        "phone email contact, note summary record, match pair pairing"
    )
    return [group.split() for group in groups.split(",")]


def words_besides(query: str) -> list[str]:
    """Return the words that are looked for because they mean the same as one of `query`."""
    return Search(query, synonyms()).also


def search_chapters(selection: Selection, query: str) -> list[Found]:
    """Return the chapters that hold all words of `query`, other forms of them, or words that mean the same.

    A handbook is a few thousand words, so its chapters are read and searched here. The reader's own chapters come
    first; among them one with a match in its title, then the one with the most matches; a word itself counts before
    one that means the same.
    """
    search, exact = Search(query, synonyms()), Search(query)
    if not search:
        return []
    ranked = []
    for chapter in selection.own + selection.others:
        sections = sections_of(chapter.body)
        text = " ".join(f"{section.title} {section.text}" for section in sections)
        if search.matches(f"{chapter.title} {text}"):
            rank = (-sum(exact.counts(chapter.title)), -sum(exact.counts(text)), -sum(search.counts(text)))
            ranked.append((chapter in selection.others, *rank, chapter.position, chapter, sections))
    return [_found(chapter, sections, search) for *_rank, chapter, sections in sorted(ranked, key=lambda row: row[:5])]


def _found(chapter: Chapter, sections: list[Section], search: Search) -> Found:
    counted = [(sum(map(bool, search.counts(f"{each.title} {each.text}"))), each) for each in sections]
    hits = sorted((row for row in counted if row[0]), key=lambda row: -row[0])
    places = [_place(section, search) for _words, section in hits[:_MOST_PLACES]]
    return Found(chapter, search.highlighted(chapter.title), places, len(hits) - len(places))


def _place(section: Section, search: Search) -> Place:
    return Place(section.name, search.highlighted(section.title), search.highlighted(_snippet(section.text, search)))


def _snippet(text: str, search: Search) -> str:
    """The part around the first match. Folding may change lengths, so words are matched one by one."""
    words = text.split()
    first = next((place for place, word in enumerate(words) if any(search.counts(word))), 0)
    start = max(0, first - _BEFORE)
    snippet = " ".join(words[start : first + _AFTER])
    cut = snippet[:_SNIPPET].rstrip()
    return f"{'… ' if start else ''}{cut}{' …' if len(words) > first + _AFTER or len(cut) < len(snippet) else ''}"
