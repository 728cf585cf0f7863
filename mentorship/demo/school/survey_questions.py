"""The surveys of the demo school: instruments and questions of the library, put together as a program would."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.models import Role
from surveys.imports.instrument_files import shipped_instruments
from surveys.imports.question_library import library
from surveys.models import Asked, Phase
from surveys.models.content import FORMAT, Block, Content
from surveys.presentation.instrument_blocks import block_of


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """One survey: its name for staff, the title that people read, and its parts in order.

    Attributes:
        parts: instruments by their slug; an occasion of the library as “occasion:key,key”.
    """

    name: str
    title: str
    phase: Phase
    asked: Asked
    parts: Sequence[str]

    @property
    def content(self) -> Content:
        """The questions."""
        role = Role.MENTOR if self.asked == Asked.MENTORS else Role.MENTEE
        return {
            "format": FORMAT,
            "languages": ["en"],
            "title": {"en": self.title},
            "blocks": list(_blocks(self.parts, role)),
        }


def _blocks(parts: Sequence[str], role: Role) -> Iterator[Block]:
    occasions = {occasion.key: occasion for occasion in library()}
    for part in parts:
        key, chosen, names = part.partition(":")
        if not chosen:
            yield block_of(shipped_instruments()[part], ["en"])
            continue
        occasion = occasions[key]
        wanted = names.split(",")
        yield {
            "key": occasion.key,
            "title": {"en": occasion.title},
            "purpose": occasion.purpose,
            "audience": "aggregate",
            "instrument": "",
            "questions": [
                each.question
                for each in occasion.questions
                if each.question["key"] in wanted and each.asked in (role.value, "both")
            ],
        }


BASELINE = SurveyPlan(
    "Mentees, before the year",
    "Before your year begins",
    Phase.BASELINE,
    Asked.MENTEES,
    ("expectations:hopes,worth,meet_often,knows_role", "belonging", "burnout"),
)
MID_YEAR = SurveyPlan(
    "Mentees, midyear",
    "Your year so far",
    Phase.MID_YEAR,
    Asked.MENTEES,
    ("mid_year:enough_meetings,useful_talks,progress,in_the_way,how_are_you,helped_most", "relationship"),
)
END = SurveyPlan(
    "Mentees, end of the year",
    "Your year, in questions",
    Phase.END,
    Asked.MENTEES,
    (
        "relationship",
        "satisfaction",
        "belonging",
        "burnout",
        "end:worth_time,again,direction_clearer,came_of_it,keep,change",
        "research:research_consent",
    ),
)
MENTORS_MID_YEAR = SurveyPlan(
    "Mentors, midyear",
    "Your mentoring so far",
    Phase.MID_YEAR,
    Asked.MENTORS,
    ("mentors:hours_given,prepared,knows_help,mentees_prepare,would_help,wish_known", "mentor_year"),
)
MENTORS_END = SurveyPlan(
    "Mentors, end of the year",
    "Your year as a mentor",
    Phase.END,
    Asked.MENTORS,
    ("mentor_year", "mentors:hours_given,pairing_fits,next_year", "end:worth_time,again,keep,change"),
)
PULSE = SurveyPlan(
    "After a session",
    "How your sessions are",
    Phase.SESSION_PULSE,
    Asked.MENTEES,
    ("session_pulse:session_useful,session_topic,session_candid,session_next,session_time,session_better",),
)
EVERY = (BASELINE, MID_YEAR, END, MENTORS_MID_YEAR, MENTORS_END)
