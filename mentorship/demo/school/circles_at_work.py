"""What the circles of the demo school have on their lists: topics for next time, and who does what."""

from collections.abc import Sequence
from datetime import timedelta

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import Action, GroupMember, MentoringGroup, Topic


def plan_in_circles(school: School, groups: Sequence[MentoringGroup]) -> None:
    """Give each circle the topics and actions of one of the texts, in turn."""
    texts = toml("circles")["circles"]
    topics: list[Topic] = []
    actions: list[Action] = []
    for number, group in enumerate(groups):
        members = list(GroupMember.objects.current().filter(group=group).select_related("user").order_by("pk"))
        written = texts[number % len(texts)]
        for place, text in enumerate(written["topics"]):
            by = members[(number + place) % len(members)].user
            added_at = at(school.today - timedelta(days=4), 18, place)
            topics.append(Topic(group=group, text=text, added_by=by, added_at=added_at))
        for place, one in enumerate(written["actions"]):
            person = None if one.get("all") else members[(number + place) % len(members)].user
            actions.append(
                Action(
                    group=group,
                    text=one["text"],
                    owner=Action.Owner.ALL if person is None else Action.Owner.MEMBER,
                    person=person,
                    due_on=school.today + timedelta(days=one["due"]) if "due" in one else None,
                    added_at=at(school.today - timedelta(days=10), 18, place),
                    done_at=at(school.today - timedelta(days=one["done"]), 12) if "done" in one else None,
                )
            )
    Topic.objects.bulk_create(topics)
    Action.objects.bulk_create(actions)
