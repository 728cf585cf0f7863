"""A circle that is asked which evening suits."""

from collections.abc import Sequence
from datetime import timedelta

from mentorship.demo.school.calendar import TORONTO, at, working_day
from mentorship.demo.school.school import School
from pairs.models import GroupMember, MentoringGroup
from sessions.models import Mode, PollAnswer, PollTime, TimePoll

_ANSWERS = (PollAnswer.Says.YES, PollAnswer.Says.MAYBE, PollAnswer.Says.YES, PollAnswer.Says.NO)


def ask_a_circle(school: School, groups: Sequence[MentoringGroup]) -> None:
    """Let Josette’s circle choose among four evenings; half of its members have answered."""
    leader = school.user("josette-arsenault-kay")
    led = GroupMember.objects.filter(group__in=groups, user=leader, side=GroupMember.Side.MENTOR)
    group = led.select_related("group").earliest("pk").group
    members = list(group.members.select_related("user").order_by("pk"))
    poll = TimePoll.objects.create(
        group=group,
        by=leader,
        title=f"{group.name}, evening 3",
        minutes=90,
        mode=Mode.IN_PERSON,
        location="Learning commons, room 3",
        time_zone=TORONTO.key,
        created_at=at(school.today - timedelta(days=1), 17),
    )
    days = sorted({working_day(school.today + timedelta(days=number)) for number in (36, 38, 43, 45)})
    times = PollTime.objects.bulk_create(PollTime(poll=poll, starts_at=at(day, 18)) for day in days)
    asked = [one.user for one in members if one.user_id != leader.pk]
    PollAnswer.objects.bulk_create(
        PollAnswer(time=time, user=person, says=_ANSWERS[(row + column) % len(_ANSWERS)])
        for row, person in enumerate(asked[: len(asked) // 2])
        for column, time in enumerate(times)
    )
