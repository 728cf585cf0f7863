"""The forms that stand in the sections of a workspace, empty."""

from accounts.models import User
from pairs.forms.actions import ActionForm
from pairs.forms.topics import TopicForm
from pairs.models import Action, Mentorship
from pairs.queries.meetings import Meetings


def topic_form(pair: Mentorship, reader: User) -> TopicForm:
    """Return the form for another topic."""
    return TopicForm(other=pair.other_of(reader))


def action_form(pair: Mentorship, reader: User, meetings: Meetings) -> ActionForm:
    """Return the form for another action: of the reader's own, by the next session."""
    next_on = meetings.next_at.astimezone(reader.zone).date() if meetings.next_at else None
    return ActionForm(pair=pair, initial={"owner": Action.owners(pair, reader)[0], "due_on": next_on})


def section_forms(pair: Mentorship, reader: User, meetings: Meetings) -> dict[str, TopicForm | ActionForm]:
    """Return all of them, by the names that the templates of the sections have for them."""
    return {"topic_form": topic_form(pair, reader), "action_form": action_form(pair, reader, meetings)}
