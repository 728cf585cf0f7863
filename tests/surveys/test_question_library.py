from collections import Counter

from surveys.imports.question_library import library
from surveys.models import Asked, Phase
from surveys.models.content import Block, Content
from surveys.models.content_check import content_problems


def test_the_whole_library_is_one_survey_without_problems() -> None:
    """Each phase but pairing finds questions; who is asked is one of those whom a survey can ask."""
    content = Content(
        format=1,
        languages=["en"],
        blocks=[
            Block(
                key=occasion.key,
                title={"en": occasion.title},
                purpose=occasion.purpose,
                audience="aggregate",
                instrument="",
                questions=[each.question for each in occasion.questions],
            )
            for occasion in library()
        ],
    )
    assert content_problems(content) == []
    assert {phase for occasion in library() for phase in occasion.phases} == set(Phase) - {Phase.MATCHING}
    asked = Counter(each.asked for occasion in library() for each in occasion.questions)
    assert set(asked) == set(Asked.values)
    assert asked.total() >= 60
