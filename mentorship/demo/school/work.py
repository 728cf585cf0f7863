"""What pairs share in their workspaces: much between Noor and Ruth, a little between the others of Compass."""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from accounts.models import User
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import (
    Achievement,
    Action,
    Goal,
    GoalStep,
    Mentorship,
    SharedThing,
    Topic,
    WordOfThanks,
)
from programs.models import Institution
from programs.services.suggested_goals import suggest_usual_goals

_OTHERS = 60
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


@dataclass(slots=True)
class _Rows:
    """The rows of all pairs, stored at once."""

    today: date
    topics: list[Topic] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    steps: list[GoalStep] = field(default_factory=list)
    things: list[SharedThing] = field(default_factory=list)
    thanks: list[WordOfThanks] = field(default_factory=list)
    reached: list[Achievement] = field(default_factory=list)

    def day(self, offset: int | None) -> date | None:
        return None if offset is None else self.today + timedelta(days=offset)

    def moment(self, offset: int, minute: int = 0) -> datetime:
        return at(self.today + timedelta(days=offset), 18, minute)

    def store(self) -> None:
        Topic.objects.bulk_create(self.topics)
        Action.objects.bulk_create(self.actions)
        Goal.objects.bulk_create(self.goals)
        GoalStep.objects.bulk_create(self.steps)
        SharedThing.objects.bulk_create(self.things)
        WordOfThanks.objects.bulk_create(self.thanks)
        Achievement.objects.bulk_create(self.reached)


def work_together(school: School, institution: Institution) -> None:
    """Fill the workspaces of Noor and Ruth and of others of their year, and let the school suggest goals."""
    suggest_usual_goals(institution)
    rows = _Rows(school.today)
    pairs = school.cycles["compass"].mentorships.filter(state=Mentorship.State.ACTIVE)
    hers = pairs.select_related("mentee", "mentor").get(mentee=school.user("noor-haddad-quist"))
    _fill(rows, hers, toml("work")["pair"])
    own = Random("work of two")  # so that the rest of the school stays as it was drawn
    others = pairs.exclude(pk=hers.pk).select_related("mentee", "mentor").order_by("pk")
    for pair in others[:_OTHERS]:
        _fill(rows, pair, _drawn(own))
    rows.store()


def _drawn(random: Random) -> dict[str, Any]:
    """What a pair has that nobody has written for."""
    texts = toml("work")["others"]
    sides = ("mentee", "mentor")
    goals = random.sample(texts["goals"], random.randint(1, 2))
    return {
        "topics": [
            {"by": random.choice(sides), "text": text} for text in random.sample(texts["topics"], random.randint(0, 3))
        ],
        "actions": [
            {"owner": random.choice((*sides, "both")), "text": text, "due": random.randint(-2, 25)}
            for text in random.sample(texts["actions"], random.randint(0, 3))
        ],
        "goals": [
            {**goal, "steps": [_drawn_step(text, number) for number, text in enumerate(goal["steps"])]}
            for goal in goals
        ],
    }


def _drawn_step(text: str, number: int) -> dict[str, Any]:
    return {"text": text, "done": -9} if number == 0 else {"text": text, "due": 14 * number}


def _fill(rows: _Rows, pair: Mentorship, texts: dict[str, Any]) -> None:
    people: dict[str, User] = {"mentee": pair.mentee, "mentor": pair.mentor}
    for number, one in enumerate(texts["topics"]):
        by, when = people[one["by"]], rows.moment(-3, number)
        rows.topics.append(Topic(mentorship=pair, text=one["text"], added_by=by, added_at=when))
    for number, one in enumerate(texts["actions"]):
        rows.actions.append(
            Action(
                mentorship=pair,
                text=one["text"],
                owner=one["owner"],
                due_on=rows.day(one.get("due")),
                added_at=rows.moment(-12, number),
                done_at=rows.moment(one["done"]) if "done" in one else None,
            )
        )
    for one in texts["goals"]:
        _set_goal(rows, pair, one)
    for one in texts.get("things", ()):
        rows.things.append(_thing(rows, pair, people[one["by"]], one))
    for one in texts.get("thanks", ()):
        by, when = people[one["by"]], rows.moment(-one["ago"])
        shown = one.get("may_be_shown", False)
        rows.thanks.append(
            WordOfThanks(mentorship=pair, text=one["text"], written_by=by, written_at=when, may_be_shown=shown)
        )
    for one in texts.get("achievements", ()):
        reached_on = rows.today - timedelta(days=one["ago"])
        rows.reached.append(Achievement(mentorship=pair, text=one["text"], reached_on=reached_on))


def _set_goal(rows: _Rows, pair: Mentorship, one: dict[str, Any]) -> None:
    goal = Goal(
        mentorship=pair,
        text=one["text"],
        domain=one["domain"],
        support=one["support"],
        due_on=rows.day(one.get("due")),
        state=Goal.State.ACHIEVED if "achieved" in one else Goal.State.KEPT,
        settled_on=rows.day(one.get("achieved")),
        said=one.get("said", ""),
        said_on=rows.day(-one["said_ago"]) if "said" in one else None,
        talked_on=rows.day(one.get("talked")),
        added_at=rows.moment(-42, len(rows.goals) % 60),
    )
    rows.goals.append(goal)
    rows.steps += [
        GoalStep(
            goal=goal,
            text=step["text"],
            due_on=rows.day(step.get("due")),
            added_at=rows.moment(-41, number),
            done_at=rows.moment(step["done"]) if "done" in step else None,
        )
        for number, step in enumerate(one.get("steps", ()))
    ]


def _thing(rows: _Rows, pair: Mentorship, by: User, one: dict[str, Any]) -> SharedThing:
    thing = SharedThing(mentorship=pair, title=one["title"], shared_by=by, shared_at=rows.moment(-one["ago"]))
    if "url" in one:
        thing.url = one["url"]
    else:
        thing.ending, thing.content = "docx", _document(one["lines"])
        thing.size = len(thing.content)
    return thing


def _document(lines: list[str]) -> bytes:
    """The smallest document that Word opens, with a paragraph for each line."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_RELATION}" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{body}</w:body></w:document>"
        ),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return file.getvalue()
