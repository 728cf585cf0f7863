"""What home tells somebody of their sessions."""

from datetime import datetime

from accounts.models import User
from core.todo import Task, tasks_from
from sessions.todo import sources_for


def tasks_for(user: User, *, now: datetime) -> list[Task]:
    return tasks_from(sources_for(user, now=now), reader=user)
