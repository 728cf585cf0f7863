"""A poll on its page: the times that suit best first."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import User
from sessions.models import PollAnswer, PollTime, TimePoll

Says = PollAnswer.Says


@dataclass(slots=True)
class Suits:
    """One time, and whom it suits."""

    time: PollTime
    yes: list[User] = field(default_factory=list)
    maybe: list[User] = field(default_factory=list)
    no: list[User] = field(default_factory=list)

    @property
    def rank(self) -> tuple[int, int]:
        """The more can come, and the more gladly, the earlier it stands."""
        return len(self.yes) + len(self.maybe), len(self.yes)


def best_first(poll: TimePoll) -> list[Suits]:
    """Return the times of a poll with the answers, those first that suit most people; two queries."""
    found = {time.pk: Suits(time) for time in poll.times.all()}
    answers = PollAnswer.objects.filter(time__poll=poll).select_related("user")
    for answer in answers.order_by("user__sort_name", "pk"):
        said = found[answer.time_id]
        {Says.YES: said.yes, Says.MAYBE: said.maybe, Says.NO: said.no}[Says(answer.says)].append(answer.user)
    return sorted(found.values(), key=lambda one: (*(-n for n in one.rank), one.time.starts_at))


def said_by(user: User, suits: Sequence[Suits]) -> dict[int, str]:
    """Return primary key of a time → what `user` has said of it."""
    return {
        one.time.pk: word.value
        for one in suits
        for word, people in ((Says.YES, one.yes), (Says.MAYBE, one.maybe), (Says.NO, one.no))
        if user in people
    }
