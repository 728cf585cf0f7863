"""A survey cut into pages, so that nobody faces 200 questions at once. The cut is the same whatever is answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.models.content import Block, Content, Question, shown_questions

# What somebody does on one page: a question, or a row of a matrix.
_MOST = 12


@dataclass(slots=True)
class Section:
    """The questions of one block on a page.

    Attributes:
        number: of the block in the survey, from 1.
        continues: whether the block began on an earlier page.
    """

    block: Block
    number: int
    questions: list[Question] = field(default_factory=list)
    continues: bool = False


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One page: its number from 1, and its sections."""

    number: int
    sections: Sequence[Section]

    @property
    def questions(self) -> list[Question]:
        """All questions of the page, in order."""
        return [question for section in self.sections for question in section.questions]


def pages_of(content: Content) -> list[SurveyPage]:
    """Return the pages: short blocks share one, a long block has several."""
    pages: list[list[Section]] = []
    room = 0
    for number, block in enumerate(content["blocks"], 1):
        for section in _sections(block, number):
            weight = sum(map(_weight, section.questions))
            if not pages or weight > room or section.continues:
                pages.append([])
                room = _MOST
            pages[-1].append(section)
            room -= weight
    return [SurveyPage(at, sections) for at, sections in enumerate(pages, 1)]


def _sections(block: Block, number: int) -> Iterator[Section]:
    section, room = Section(block, number), _MOST
    for question in block["questions"]:
        if section.questions and _weight(question) > room:
            yield section
            section, room = Section(block, number, continues=True), _MOST
        section.questions.append(question)
        room -= _weight(question)
    yield section


def _weight(question: Question) -> int:
    return max(1, len(question["rows"]))


def shown_pages(content: Content, answers: Mapping[str, Any]) -> list[SurveyPage]:
    """Return the pages on which the answers bring up something."""
    shown = {question["key"] for question in shown_questions(content, answers)}
    return [page for page in pages_of(content) if any(each["key"] in shown for each in page.questions)]


def page_to_continue(content: Content, answers: Mapping[str, Any]) -> SurveyPage:
    """Return the first page on which nothing is answered yet; the first of all where there is none."""
    pages = shown_pages(content, answers)
    empty = (page for page in pages if not any(each["key"] in answers for each in page.questions))
    return next(empty, pages[0])


def page_of_question(content: Content, key: str) -> int:
    """Return the number of the page on which the question is."""
    return next(page.number for page in pages_of(content) if any(each["key"] == key for each in page.questions))
