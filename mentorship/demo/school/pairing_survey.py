"""What Research Bridge asks before it pairs, while mentees rank: most have answered, those who are named have not."""

from datetime import timedelta
from random import Random
from typing import Any

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from surveys.models import Asked, AskedPerson, Phase, SurveyResponse, Wave
from surveys.models.content import FORMAT, Answers, Content, Option, Question
from surveys.models.schedule import planned_days, window_of
from surveys.models.waves import written_answers
from surveys.queries.asked import people_to_ask
from surveys.services.versions import create_survey, publish_version

_ANSWER = 0.7
_LAST_DAYS = 12  # in which people have answered


def ask_for_the_pairing(school: School, *, seed: int) -> None:
    """Let mentees and mentors of the program that is being ranked say how they like to work.

    Args:
        school: with the people of this year.
        seed: of what is drawn here.
    """
    random, cycle = Random(seed), school.cycles["research-bridge"]
    draft = create_survey(
        cycle.program, name="For the pairing", phase=Phase.MATCHING, asked=Asked.BOTH, content=_content()
    )
    published = at(cycle.planning_from + timedelta(days=20), 10)
    version = publish_version(draft, by=school.user("benedicta-okello-farr"), now=published)
    window = window_of(cycle, *planned_days(Phase.MATCHING, cycle))
    wave = Wave.objects.create(version=version, cycle=cycle, opens_at=window.opens_at, closes_at=window.closes_at)
    asked = sorted(people_to_ask(wave).items())
    AskedPerson.objects.bulk_create(
        AskedPerson(wave=wave, person_id=pk, role=role, asked_at=wave.opens_at) for pk, role in asked
    )
    rows = []
    for pk, role in asked:
        if pk not in school.named and random.random() < _ANSWER:
            day = school.today - timedelta(days=random.randint(1, _LAST_DAYS))
            moment = at(day, random.randint(9, 21), random.randint(0, 59))
            row = SurveyResponse(wave=wave, person_id=pk, role=role, started_at=moment, saved_at=moment)
            row.answers, row.submitted_at = written_answers(_answers(random)), moment
            rows.append(row)
    SurveyResponse.objects.bulk_create(rows)


def _content() -> Content:
    text = toml("pairing_survey")
    return {
        "format": FORMAT,
        "languages": ["en"],
        "title": {"en": text["title"]},
        "blocks": [
            {
                "key": "pairing",
                "title": {"en": text["title"]},
                "purpose": {"en": text["purpose"]},
                "audience": "matching",
                "instrument": "",
                "questions": [_question(row) for row in text["questions"]],
            }
        ],
    }


def _question(row: dict[str, Any]) -> Question:
    return Question(
        key=row["key"],
        kind=row["kind"],
        text={"en": row["text"]},
        help={"en": row["help"]} if "help" in row else {},
        required=False,
        options=[Option(value=each["value"], text={"en": each["text"]}) for each in row.get("options", ())],
        rows=[],
        least=row.get("least"),
        most=row.get("most"),
        show_if=None,
        matching=row["matching"],
    )


def _answers(random: Random) -> Answers:
    choices = {
        row["key"]: [each["value"] for each in row.get("options", ())] for row in toml("pairing_survey")["questions"]
    }
    return {
        "methods": random.sample(choices["methods"], random.randint(1, 3)),
        "way_of_working": random.choice(choices["way_of_working"]),
        "hours": float(random.randint(2, 8)),
    }
