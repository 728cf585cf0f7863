"""What mentees of earlier years said about their mentors, and what this year's pairs told each other."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from feedback.services.releases import update_release
from mentorship.demo.school.calendar import at
from mentorship.demo.school.texts import toml
from pairs.models import Mentorship

SHOWN_AT = 9
HIDDEN_AT = 4


def rate(pairs: Sequence[Mentorship], random: Random) -> None:
    """Let the mentees of completed pairs rate their mentors in confidence, in the week after the year ended."""
    ConfidentialFeedback.objects.bulk_create(
        ConfidentialFeedback(
            mentorship=pair,
            participation=pair.participation,
            sent_at=at(pair.cycle.ends_on - timedelta(days=random.randint(1, 20)), 12),
            promised_threshold=pair.cycle.program.answers_before_ratings,
            **{item: random.choice((3, 4, 4, 5, 5, 5, None)) for item in ConfidentialFeedback.ITEMS},
        )
        for pair in pairs
    )
    in_order = sorted(pairs, key=lambda pair: pair.cycle.ends_on)
    for pair in {pair.mentor_id: pair for pair in in_order}.values():
        update_release(pair.mentor, pair.cycle.program, now=at(pair.cycle.ends_on, 12))


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
            recipient=pair.other_of(writer),
            observation=row["observation"],
            effect=row["effect"],
            suggestion=row["suggestion"],
            answer=row["answer"] if answered else "",
            sent_at=sent_at,
            opened_at=sent_at + timedelta(days=1) if answered else None,
            answered_at=sent_at + timedelta(days=4) if answered else None,
        )
