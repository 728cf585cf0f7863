"""A survey's draft as its editor shows it: parts and questions with what keeps them from being published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.revisions import revision_of
from surveys.models.content import Block, Content, MatchingUse, Question, questions_of
from surveys.models.content_check import ContentProblem
from surveys.presentation.wording import words

KINDS = {
    "single": gettext_lazy("One choice"),
    "multiple": gettext_lazy("Several choices"),
    "matrix": gettext_lazy("Statements with one scale"),
    "number": gettext_lazy("Number"),
    "text": gettext_lazy("Text"),
    "ranking": gettext_lazy("Ranking"),
    "date": gettext_lazy("Date"),
}
MEANINGS = {
    "similar": gettext_lazy("alike is better"),
    "different": gettext_lazy("different is better"),
    "offers_needs": gettext_lazy("what the mentee needs and the mentor offers"),
}


@dataclass(frozen=True, slots=True)
class EditedQuestion:
    """A question in the editor.

    Attributes:
        key: its key.
        text: in the survey's first language.
        about: its kind, whether it is required, when it comes up, what it means for the pairing.
        problems: what keeps it from being published.
        revision: of what is stored.
    """

    key: str
    text: str
    about: list[str]
    problems: list[str]
    revision: str


@dataclass(frozen=True, slots=True)
class EditedBlock:
    """A part in the editor; `instrument` is the name of the one that it is, if any."""

    block: Block
    title: str
    purpose: str
    instrument: str
    questions: list[EditedQuestion]
    problems: list[str]
    revision: str


def edited_blocks(
    content: Content, problems: Iterable[ContentProblem], instruments: Mapping[str, str]
) -> list[EditedBlock]:
    """Return the parts with their questions.

    Args:
        content: of the draft.
        problems: what keeps it from being published.
        instruments: key → name.
    """
    told: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        told.setdefault((problem.block, problem.question), []).append(problem.message)
    languages = content["languages"]
    known = {question["key"]: question for question in questions_of(content)}
    return [
        EditedBlock(
            block=block,
            title=words(block["title"], languages) or _("Without a title"),
            purpose=words(block["purpose"], languages),
            instrument=instruments.get(block["instrument"], block["instrument"]),
            questions=[
                _question(each, known, languages, told.get((block["key"], each["key"]), []))
                for each in block["questions"]
            ],
            problems=told.get((block["key"], ""), []),
            revision=revision_of(block),
        )
        for block in content["blocks"]
    ]


def _question(
    question: Question, known: Mapping[str, Question], languages: Sequence[str], problems: list[str]
) -> EditedQuestion:
    about = [str(KINDS[question["kind"]])]
    if question["required"]:
        about.append(_("required"))
    if question["show_if"]:
        about.append(condition_told(question, known, languages))
    if use := question["matching"]:
        told = {"meaning": MEANINGS[use["meaning"]], "n": use["weight"]}
        about.append(_("for the pairing: %(meaning)s, weight %(n)g") % told)
    text = words(question["text"], languages) or _("Without words")
    return EditedQuestion(question["key"], text, about, problems, revision_of(question))


def condition_told(question: Question, known: Mapping[str, Question], languages: Sequence[str]) -> str:
    """Say when a question comes up; empty where it always does."""
    condition = question["show_if"]
    if condition is None:
        return ""
    on = known.get(condition["question"])
    if on is None:
        return _("depends on a question that is gone")
    texts = {option["value"]: words(option["text"], languages) for option in on["options"]}
    answers = [texts.get(value, value) for value in condition["values"]]
    return _("only if “%(question)s” is %(answers)s") % {
        "question": words(on["text"], languages),
        "answers": _(" or ").join(f"“{each}”" for each in answers) or "–",
    }


def counts_for_pairing(content: Content) -> list[str]:
    """Say what counts when people are paired: each question that does, what its answers mean, and its weight."""
    return [
        pairing_told(each, use, content["languages"])
        for each in questions_of(content, audience="matching")
        if (use := each["matching"])
    ]


def pairing_told(question: Question, use: MatchingUse, languages: Sequence[str]) -> str:
    """Say what the answers to one question mean for the pairing, and its weight."""
    return _("“%(question)s”: %(meaning)s, weight %(n)g") % {
        "question": words(question["text"], languages),
        "meaning": MEANINGS[use["meaning"]],
        "n": use["weight"],
    }


def changes_between(old: Content, new: Content) -> list[str]:
    """Say what a new version asks differently, question by question."""
    before = {question["key"]: question for question in questions_of(old)}
    after = {question["key"]: question for question in questions_of(new)}
    first = [*new["languages"], *old["languages"]]
    told = [_("New: “%(text)s”") % _named(each, first) for key, each in after.items() if key not in before]
    told += [_("Gone: “%(text)s”") % _named(each, first) for key, each in before.items() if key not in after]
    told += [
        _("Changed: “%(text)s”") % _named(each, first)
        for key, each in after.items()
        if key in before and _asks(before[key]) != _asks(each)
    ]
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        told.append(_("The order of the questions"))
    return told + _changed_blocks(old, new, first)


def _changed_blocks(old: Content, new: Content, languages: Sequence[str]) -> list[str]:
    known = {block["key"]: block for block in old["blocks"]}
    parts = ("title", "purpose", "audience")
    return [
        _("Title, purpose or audience of “%(text)s”") % {"text": words(block["title"], languages)}
        for block in new["blocks"]
        if (was := known.get(block["key"])) and any(was[part] != block[part] for part in parts)  # type: ignore[literal-required]
    ]


def _named(question: Question, languages: Sequence[str]) -> dict[str, str]:
    return {"text": words(question["text"], languages)}


def _asks(question: Question) -> dict[str, Any]:
    """What is asked; a document that leaves out where help is shown is the same as one that says nowhere."""
    return {"help_if": None, **question}
