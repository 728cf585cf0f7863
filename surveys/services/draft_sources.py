"""Writes that bring something into a draft: questions of the library, an instrument, another language."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import cast

from django.utils.translation import gettext as _

from core.errors import DomainError
from surveys.imports.question_library import Occasion, library
from surveys.models import Asked, SurveyVersion
from surveys.models.content import FORMAT, Block, Content, Question, Text
from surveys.models.editing import block_of_key, keys_of
from surveys.presentation.instrument_blocks import block_of
from surveys.services.drafts import change_draft, put_block, refuse_too_many
from surveys.services.instruments import HeldInstrument

MOST_LANGUAGES = 8


def content_of_occasion(occasion: Occasion, asked: Asked, *, language: str = "en") -> Content:
    """Return a survey of one part with the questions of an occasion that speak to all who are asked."""
    fitting = [each.question for each in occasion.questions if speaks_to(each.asked, asked)]
    title = {language: occasion.title}
    block = Block(
        key=f"about_{occasion.key}",
        title=title,
        purpose=_in(occasion.purpose, [language]),
        audience="aggregate",
        instrument="",
        questions=[_question_in(each, [language]) for each in fitting],
    )
    return Content(format=FORMAT, languages=[language], title=title, blocks=[block])


def speaks_to(spoken_to: str, asked: Asked) -> bool:
    """Whether a question that speaks to mentees, mentors or both can be put to all who are asked."""
    return spoken_to in (Asked.BOTH, asked)


def take_questions(version: SurveyVersion, block: str, *, keys: Collection[str]) -> int:
    """Bring questions of the library into a part of the draft, those that are there already left out; return how many.

    Raises:
        NotADraft: the version is no draft any more.
        DomainError: the part is gone or an instrument, or there is no room.
    """
    wanted = [each.question for occasion in library() for each in occasion.questions if each.question["key"] in keys]

    def take(content: Content) -> int:
        there, part = keys_of(content), block_of_key(content, block)
        if part is None or part["instrument"]:
            raise DomainError(_("Choose a part of your own for these questions."))
        new = [_question_in(each, content["languages"]) for each in wanted if each["key"] not in there]
        refuse_too_many(content, new)
        part["questions"] += new
        return len(new)

    return change_draft(version, take)


def add_instrument(version: SurveyVersion, held: HeldInstrument) -> str:
    """Bring an instrument into the draft as a part of its own; return its key.

    Raises:
        DomainError: it is off, is there already, has no words in the survey's first language, or there is no room.
        NotADraft: the version is no draft any more.
    """
    name = {"name": held.instrument.name}
    if not held.on:
        raise DomainError(_("“%(name)s” is off. An administrator can switch it on in the school’s settings.") % name)

    def add(content: Content) -> str:
        block = block_of(held.instrument, content["languages"])
        if {block["key"], *(each["key"] for each in block["questions"])} & keys_of(content):
            raise DomainError(_("“%(name)s” is part of this survey already.") % name)
        if content["languages"][0] not in held.instrument.languages:
            raise DomainError(_("“%(name)s” has no words in the first language of this survey.") % name)
        return put_block(content, deepcopy(block))

    return change_draft(version, add)


def add_language(version: SurveyVersion, language: str, *, instruments: Mapping[str, HeldInstrument]) -> None:
    """Let the draft have words in another language; its instruments bring their own.

    Args:
        version: a draft.
        language: its code.
        instruments: those of the school.

    Raises:
        NotADraft: it is no draft any more.
        DomainError: it has as many languages as a survey can.
    """

    def add(content: Content) -> None:
        if language in content["languages"]:
            return
        if len(content["languages"]) >= MOST_LANGUAGES:
            raise DomainError(_("A survey has at most %(n)d languages.") % {"n": MOST_LANGUAGES}, field="language")
        content["languages"].append(language)
        for block in content["blocks"]:
            if held := instruments.get(block["instrument"]):
                block["questions"] = deepcopy(block_of(held.instrument, content["languages"])["questions"])

    change_draft(version, add)


def drop_language(version: SurveyVersion, language: str) -> None:
    """Take a language out of the draft, with its words. The first stays: it has every text.

    Raises:
        NotADraft: it is no draft any more.
        DomainError: it is the first.
    """

    def drop(content: Content) -> None:
        if content["languages"][0] == language:
            raise DomainError(_("The first language stays, because it has every text."))
        if language in content["languages"]:
            content["languages"].remove(language)
            for text in texts_of(content):
                text.pop(language, None)

    change_draft(version, drop)


def texts_of(content: Content) -> list[Text]:
    """Return every text of the content, to be read or changed in place."""
    texts = [content.get("title", {})]
    for block in content["blocks"]:
        texts += [block["title"], block["purpose"]]
        for question in block["questions"]:
            texts += [question["text"], question["help"]]
            texts += [each["text"] for each in (*question["options"], *question["rows"])]
    return texts


def _question_in(question: Question, languages: Collection[str]) -> Question:
    taken = deepcopy(question)
    for text in (taken["text"], taken["help"], *(each["text"] for each in taken["options"])):
        for language in text.keys() - set(languages):
            del text[language]
    return taken


def _in(text: Text, languages: Collection[str]) -> Text:
    return cast("Text", {language: words for language, words in text.items() if language in languages})
