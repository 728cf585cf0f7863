"""What mentees of earlier years said about their mentors, and what this year's pairs told each other."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from feedback.models import CompletionToken, ConfidentialAnswer, ConfidentialComment, DevelopmentalFeedback
from feedback.services.releases import release_comments, update_release
from mentorship.demo.school.calendar import at
from mentorship.demo.school.texts import toml
from pairs.models import Mentorship

SHOWN_AT = 9
HIDDEN_AT = 4


def rate(pairs: Sequence[Mentorship], random: Random) -> None:
    """Let the mentees of completed pairs rate their mentors in confidence before the year ended."""
    CompletionToken.objects.bulk_create(CompletionToken(mentorship=pair) for pair in pairs)
    ConfidentialAnswer.objects.bulk_create(
        ConfidentialAnswer(
            participation=pair.participation,
            promised_threshold=pair.cycle.program.answers_before_ratings,
            given="".join(random.choice("3445550") for _item in ConfidentialAnswer.ITEMS),
        )
        for pair in pairs
    )
    in_order = sorted(pairs, key=lambda pair: pair.cycle.ends_on)
    for pair in {pair.mentor_id: pair for pair in in_order}.values():
        update_release(pair.mentor, pair.cycle.program, now=at(pair.cycle.ends_on, 12))


def comment(pairs: Sequence[Mentorship]) -> None:
    """Add what mentees of one mentor said in their own words; it may be read since the last of the years closed."""
    ConfidentialComment.objects.bulk_create(
        ConfidentialComment(
            participation=pair.participation,
            promised_threshold=pair.cycle.program.answers_before_ratings,
            words=words,
        )
        for pair, words in zip(pairs, toml("year")["comments"], strict=False)
    )
    last = max((pair.cycle for pair in pairs), key=lambda cycle: cycle.ends_on)
    release_comments(last, on=last.ends_on)


def tell_each_other(pairs: Sequence[Mentorship]) -> None:
    """Give named feedback in some pairs; most recipients have answered what they will change."""
    rows = toml("year")["feedback"]
    for number, (pair, row) in enumerate(zip(pairs, rows, strict=False)):
        writer = pair.mentee if row["by"] == "mentee" else pair.mentor
        sent_at = at(pair.cycle.ends_on - timedelta(days=10), 15)
        answered = number % 3 != 2
        DevelopmentalFeedback.objects.create(
            mentorship=pair,
            writer=writer,
            occasion=DevelopmentalFeedback.Occasion.YEAR_END,
            recipient=pair.other_of(writer),
            observation=row["observation"],
            effect=row["effect"],
            suggestion=row["suggestion"],
            answer=row["answer"] if answered else "",
            sent_at=sent_at,
            opened_at=sent_at + timedelta(days=1) if answered else None,
            answered_at=sent_at + timedelta(days=4) if answered else None,
        )
