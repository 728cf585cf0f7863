"""Finding, making and moving the parts of a survey's content while it is a draft."""

from collections.abc import Iterable, Iterator
from typing import Any

from surveys.models.content import FORMAT, Block, Content, Kind, Question, questions_of
from surveys.models.content_check import CHOOSING


def empty_content(language: str) -> Content:
    """Return a survey without parts."""
    return Content(format=FORMAT, languages=[language], blocks=[])


def empty_block(key: str) -> Block:
    """Return a part without words and questions, for figures of many."""
    return Block(key=key, title={}, purpose={}, audience="aggregate", instrument="", questions=[])


def empty_question(key: str, kind: Kind) -> Question:
    """Return a question without words."""
    return Question(
        key=key,
        kind=kind,
        text={},
        help={},
        required=False,
        options=[],
        rows=[],
        least=None,
        most=None,
        show_if=None,
        matching=None,
        help_if=None,
    )


def block_of_key(content: Content, key: str) -> Block | None:
    """Return the part of this key, or None."""
    return next((block for block in content["blocks"] if block["key"] == key), None)


def question_of_key(content: Content, key: str) -> tuple[Block, Question] | None:
    """Return the question of this key with its part, or None."""
    found = ((block, each) for block in content["blocks"] for each in block["questions"] if each["key"] == key)
    return next(found, None)


def keys_of(content: Content) -> set[str]:
    """Return the keys of parts and questions."""
    return {block["key"] for block in content["blocks"]} | {each["key"] for each in questions_of(content)}


def new_key(prefix: str, taken: Iterable[str]) -> str:
    """Return `prefix` with a number above all that go with it in `taken`."""
    numbers = [key.removeprefix(prefix) for key in taken if key.startswith(prefix)]
    return f"{prefix}{max((int(each) for each in numbers if each.isascii() and each.isdigit()), default=0) + 1}"


def may_decide(content: Content, key: str) -> Iterator[Question]:
    """Yield the questions before one of this key on whose choices it can depend; all of them for a new one."""
    for question in questions_of(content):
        if question["key"] == key:
            return
        if question["kind"] in CHOOSING:
            yield question


def move_one(items: list[Any], at: int, *, up: bool) -> bool:
    """Move an item one place; whether there was a place."""
    to = at - 1 if up else at + 1
    if not 0 <= to < len(items):
        return False
    items[at], items[to] = items[to], items[at]
    return True
