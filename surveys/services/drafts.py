"""Writes to the draft of a survey. Its content is one document, changed under the lock of its version.

Who edits a part began from what it said then: a service that takes `began_from` refuses to overwrite what somebody else
has written into the same part since, and leaves the other parts alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.revisions import refuse_stale
from programs.models import Program
from surveys.errors import NameTaken, NotADraft
from surveys.models import Asked, Phase, Survey, SurveyVersion
from surveys.models.content import Block, Content, Kind, Question
from surveys.models.content_check import MOST_BLOCKS, MOST_QUESTIONS
from surveys.models.editing import (
    block_of_key,
    empty_block,
    empty_question,
    keys_of,
    may_decide,
    move_one,
    new_key,
    question_of_key,
)
from surveys.presentation.editor_values import (
    block_values,
    details_values,
    question_values,
    written_block,
    written_question,
    written_text,
)
from surveys.services.versions import create_survey

DETAILS = ("name", "phase", "asked", "retired")
Values = Mapping[str, Any]
_T = TypeVar("_T")


@transaction.atomic
def begin_survey(program: Program, *, name: str, phase: Phase, asked: Asked, content: Content) -> SurveyVersion:
    """Create a survey with its first draft, from somebody's form.

    Raises:
        NameTaken: the program has one of this name.
    """
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    _refuse_name(Survey.objects.filter(program=program, name=name).exists())
    return create_survey(program, name=name, phase=phase, asked=asked, content=content)


@transaction.atomic
def edit_details(survey: Survey, *, values: Values, began_from: str = "") -> None:
    """Save name, phase, who is asked, whether it is retired, and the title that people read.

    Once a version is published, phase and who is asked stay: waves go by them. The title is that of the draft.

    Raises:
        EditedMeanwhile: somebody else has.
        NameTaken: another survey of the program has this name.
    """
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    versions = current.versions.select_for_update()
    draft, is_published = versions.filter(state=SurveyVersion.State.DRAFT).first(), versions.published().exists()
    row = {name: getattr(current, name) for name in DETAILS}
    stored = details_values(row, draft.questions if draft else None)
    wanted = row | {name: values[name] for name in DETAILS if not is_published or name not in ("phase", "asked")}
    if draft:
        title = written_text("title", draft.questions.get("title", {}), values, draft.questions["languages"])
        changed = cast("Content", draft.content | {"title": title})
        wanted = details_values(wanted, changed)
        draft.content = changed
    refuse_stale(began_from, stored=stored, wanted=wanted)
    others = Survey.objects.filter(program=current.program_id, name=wanted["name"]).exclude(pk=current.pk)
    _refuse_name(others.exists())
    Survey.objects.filter(pk=current.pk).update(**{name: wanted[name] for name in DETAILS})
    if draft:
        draft.save(update_fields=["content"])


def _refuse_name(is_taken: bool) -> None:
    if is_taken:
        raise NameTaken(_("There’s a survey of this name already. Give it another."), field="name")


@transaction.atomic
def discard_draft(version: SurveyVersion, *, began_from: str = "") -> bool:
    """Throw the draft away; a survey that was never published goes with it. Returns whether it did.

    Raises:
        NotADraft: it was published or discarded.
        EditedMeanwhile: somebody has changed it since.
    """
    current = _locked(version)
    message = _("The draft was changed meanwhile, so it’s still here. Read it once more.")
    refuse_stale(began_from, stored=current.content, message=message)
    survey = current.survey
    current.delete()
    if survey.versions.exists():
        return False
    survey.delete()
    return True


def add_block(version: SurveyVersion, *, values: Values) -> str:
    """Add a part at the end; return its key.

    Args:
        version: a draft.
        values: field → value, as `block_values` names them.

    Raises:
        NotADraft: it was published or discarded.
        DomainError: it has as many parts as a survey can.
    """
    taken = _keys_ever(version.survey)

    def add(content: Content) -> str:
        key = new_key("part", taken | keys_of(content))
        return put_block(content, written_block(empty_block(key), values, content["languages"]))

    return change_draft(version, add)


def put_block(content: Content, block: Block) -> str:
    """Append a part to the content that is being changed; return its key."""
    if len(content["blocks"]) >= MOST_BLOCKS:
        raise DomainError(_("A survey has at most %(n)d parts. Delete one first.") % {"n": MOST_BLOCKS})
    refuse_too_many(content, block["questions"])
    content["blocks"].append(block)
    return block["key"]


def refuse_too_many(content: Content, more: Sequence[Question]) -> None:
    """Refuse questions for which the content has no room."""
    if sum(len(block["questions"]) for block in content["blocks"]) + len(more) > MOST_QUESTIONS:
        raise DomainError(_("A survey has at most %(n)d questions. Delete some first.") % {"n": MOST_QUESTIONS})


def edit_block(version: SurveyVersion, key: str, *, values: Values, began_from: str = "") -> None:
    """Save title, purpose and audience of a part.

    Raises:
        NotADraft: the version, or the part, is no more in a draft.
        EditedMeanwhile: somebody else has.
    """

    def edit(content: Content) -> None:
        block = _block(content, key)
        changed, languages = written_block(block, values, content["languages"]), content["languages"]
        refuse_stale(began_from, stored=block_values(block, languages), wanted=block_values(changed, languages))
        block.update(changed)

    change_draft(version, edit)


def move_block(version: SurveyVersion, key: str, *, up: bool) -> None:
    """Move a part one place. Raises NotADraft: it is no more in a draft."""

    def move(content: Content) -> None:
        move_one(content["blocks"], content["blocks"].index(_block(content, key)), up=up)

    change_draft(version, move)


def delete_block(version: SurveyVersion, key: str, *, began_from: str = "") -> None:
    """Delete a part with its questions.

    Raises:
        NotADraft: it is no more in a draft.
        EditedMeanwhile: somebody has changed something in it since.
    """

    def delete(content: Content) -> None:
        block = _block(content, key)
        refuse_stale(began_from, stored=block, message=_changed_meanwhile())
        content["blocks"].remove(block)

    change_draft(version, delete)


def add_question(version: SurveyVersion, block: str, *, kind: Kind, values: Values) -> str:
    """Add a question at the end of a part; return its key.

    Args:
        version: a draft.
        block: the key of the part.
        kind: of the question; it stays.
        values: field → value, as `question_values` names them.

    Raises:
        NotADraft: the part is no more in a draft, or is an instrument.
        DomainError: there are as many questions as a survey can have.
        LinesDiffer: a line of another language has none in the first.
    """
    taken = _keys_ever(version.survey)

    def add(content: Content) -> str:
        part = _own_block(content, block)
        question = empty_question(new_key("q", taken | keys_of(content)), kind)
        refuse_too_many(content, [question])
        decided = {each["key"]: each for each in may_decide(content, question["key"])}
        part["questions"].append(written_question(question, values, content["languages"], decided))
        return question["key"]

    return change_draft(version, add)


def edit_question(version: SurveyVersion, key: str, *, values: Values, began_from: str = "") -> Question:
    """Save a question; return it.

    Raises:
        NotADraft: it is no more in a draft, or belongs to an instrument.
        EditedMeanwhile: somebody else has saved it since the form was opened.
        LinesDiffer: a line of another language has none in the first.
    """

    def edit(content: Content) -> Question:
        _part, question = _question(content, key)
        languages = content["languages"]
        decided = {each["key"]: each for each in may_decide(content, key)}
        changed = written_question(question, values, languages, decided)
        stored, wanted = question_values(question, languages), question_values(changed, languages)
        refuse_stale(began_from, stored=stored, wanted=wanted)
        question.update(changed)
        return changed

    return change_draft(version, edit)


def move_question(version: SurveyVersion, key: str, *, up: bool) -> None:
    """Move a question one place; at the edge of its part into the next part that is no instrument.

    Raises:
        NotADraft: it is no more in a draft, or belongs to an instrument.
    """

    def move(content: Content) -> None:
        part, question = _question(content, key)
        if move_one(part["questions"], part["questions"].index(question), up=up):
            return
        own = [block for block in content["blocks"] if not block["instrument"]]
        to = own.index(part) + (-1 if up else 1)
        if 0 <= to < len(own):
            part["questions"].remove(question)
            own[to]["questions"].insert(len(own[to]["questions"]) if up else 0, question)

    change_draft(version, move)


def delete_question(version: SurveyVersion, key: str, *, began_from: str = "") -> None:
    """Delete a question. What depends on it is named among what keeps the draft from being published.

    Raises:
        NotADraft: it is no more in a draft, or belongs to an instrument.
        EditedMeanwhile: somebody has changed it since.
    """

    def delete(content: Content) -> None:
        part, question = _question(content, key)
        refuse_stale(began_from, stored=question, message=_changed_meanwhile())
        part["questions"].remove(question)

    change_draft(version, delete)


@transaction.atomic
def change_draft(version: SurveyVersion, change: Callable[[Content], _T]) -> _T:
    """Change the content of a draft under its lock; what `change` returns is passed on, what it raises changes nothing.

    Raises:
        NotADraft: the version was published or discarded.
    """
    current = _locked(version)
    result = change(current.questions)
    current.save(update_fields=["content"])
    return result


def _locked(version: SurveyVersion) -> SurveyVersion:
    rows = SurveyVersion.objects.select_for_update(of=("self",)).select_related("survey")
    current = rows.filter(pk=version.pk).first()
    if current is None or not current.is_draft:
        raise NotADraft(
            _("This version can’t be changed: it’s published, or was discarded. Start a new draft to change something.")
        )
    return current


def _keys_ever(survey: Survey) -> set[str]:
    """The keys of all versions: one that was asked once is never given to another question."""
    contents = survey.versions.values_list("content", flat=True)
    return set().union(*(keys_of(cast("Content", content)) for content in contents))


def _block(content: Content, key: str) -> Block:
    block = block_of_key(content, key)
    if block is None:
        raise NotADraft(_("This part was deleted from the draft, so nothing was saved."))
    return block


def _own_block(content: Content, key: str) -> Block:
    block = _block(content, key)
    if block["instrument"]:
        raise NotADraft(_("An instrument is asked in its own words, so its questions can’t be changed."))
    return block


def _question(content: Content, key: str) -> tuple[Block, Question]:
    found = question_of_key(content, key)
    if found is None:
        raise NotADraft(_("This question was deleted from the draft, so nothing was saved."))
    return _own_block(content, found[0]["key"]), found[1]


def _changed_meanwhile() -> str:
    return _("It was changed meanwhile, so it’s still here. Read it once more.")
