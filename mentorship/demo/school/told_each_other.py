"""What pairs of Compass tell each other during the year, with a name: some answered, one asked for, one shared."""

from datetime import date, timedelta
from typing import Any

from feedback.models import DevelopmentalFeedback, FeedbackRequest, FollowUp
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import Mentorship

# One pair in so many has written.
_WROTE = 6


def tell_each_other(school: School) -> None:
    """Let Noor and Ruth write to each other several times, and some other pairs once."""
    texts, noor = toml("feedback"), school.user("noor-haddad-quist")
    pairs = school.cycles["compass"].mentorships.filter(state=Mentorship.State.ACTIVE)
    ours, others = _Written(school.today), _Written(school.today)
    for number, pair in enumerate(pairs.select_related("mentee", "mentor").order_by("pk")):
        if pair.mentee_id == noor.pk and pair.mentor_id == school.user("ruth-nambozo-hale").pk:
            for row in texts["ours"]:
                ours.add(pair, row)
            ours.ask(pair, texts["open_request"])
        elif number % _WROTE == 0:
            row = texts["others"][number // _WROTE % len(texts["others"])]
            days = 5 + number % 17
            others.add(pair, row | {"days": days, "answered": days - 3})
    others.share_one()
    ours.store()
    others.store()


class _Written:
    """Rows that are stored together."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._requests: list[FeedbackRequest] = []
        self._feedback: list[DevelopmentalFeedback] = []
        self._follow_ups: list[FollowUp] = []

    def add(self, pair: Mentorship, row: dict[str, Any]) -> None:
        """One piece of feedback, with what was asked before and said after it."""
        writer = pair.mentee if row["by"] == "mentee" else pair.mentor
        recipient, answer = pair.other_of(writer), row.get("answer", "")
        answered_on = self._day(row["answered"]) if answer else None
        feedback = DevelopmentalFeedback(
            mentorship=pair,
            writer=writer,
            recipient=recipient,
            observation=row["observation"],
            effect=row["effect"],
            suggestion=row["suggestion"],
            answer=answer,
            sent_at=at(self._day(row["days"]), 17),
            opened_at=at(answered_on, 8) if answered_on else None,
            answered_at=at(answered_on, 20) if answered_on else None,
        )
        if "asked" in row:
            asked = self.ask(pair, row["asked"] | {"by": "mentor" if row["by"] == "mentee" else "mentee"})
            asked.state, asked.closed_at = FeedbackRequest.State.ANSWERED, feedback.sent_at
            feedback.request = asked
        if "changed" in row:
            self._follow_ups.append(self._follow_up(pair, feedback, row["changed"]))
        self._feedback.append(feedback)

    def ask(self, pair: Mentorship, row: dict[str, Any]) -> FeedbackRequest:
        """One request, open unless it is answered."""
        asker = pair.mentee if row["by"] == "mentee" else pair.mentor
        request = FeedbackRequest(mentorship=pair, asker=asker, asked=pair.other_of(asker), about=row["about"])
        request.asked_at = at(self._day(row["days"]), 9)
        self._requests.append(request)
        return request

    def _follow_up(self, pair: Mentorship, feedback: DevelopmentalFeedback, row: dict[str, Any]) -> FollowUp:
        person = pair.mentee if row["by"] == "mentee" else pair.mentor
        said_at = at(self._day(row["days"]), 19)
        return FollowUp(feedback=feedback, person=person, changed=row["how"], words=row["words"], answered_at=said_at)

    def _day(self, days: int) -> date:
        return self._today - timedelta(days=days)

    def share_one(self) -> None:
        """Let the first mentee who got an answer share it with the coordinators."""
        for feedback in self._feedback:
            answered_at = feedback.answered_at
            if answered_at and feedback.mentorship and feedback.writer == feedback.mentorship.mentee:
                feedback.shared_by, feedback.shared_at = feedback.writer, answered_at + timedelta(days=1)
                return

    def store(self) -> None:
        """Store everything."""
        FeedbackRequest.objects.bulk_create(self._requests)
        DevelopmentalFeedback.objects.bulk_create(self._feedback)
        FollowUp.objects.bulk_create(self._follow_ups)
