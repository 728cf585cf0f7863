"""The forms that stand in the sections of a workspace, and on the page of a group, empty."""

from accounts.models import User
from pairs.forms.actions import ActionForm
from pairs.forms.topics import TopicForm
from pairs.models import Action, MentoringGroup, Mentorship
from pairs.queries.meetings import Meetings


def action_form(pair: Mentorship, reader: User, meetings: Meetings) -> ActionForm:
    """Return the form for another action: of the reader's own, by the next session."""
    next_on = meetings.next_at.astimezone(reader.zone).date() if meetings.next_at else None
    return ActionForm(whole=pair, initial={"owner": Action.owners(pair, reader)[0], "due_on": next_on})


def section_forms(pair: Mentorship, reader: User, meetings: Meetings) -> dict[str, TopicForm | ActionForm]:
    """Return all of them, by the names that the templates of the sections have for them."""
    return {"topic_form": TopicForm(whole=pair, reader=reader), "action_form": action_form(pair, reader, meetings)}


def forms_of_group(group: MentoringGroup, reader: User) -> dict[str, TopicForm | ActionForm]:
    """Return those of a group, with its members, by the same names."""
    own = {"owner": str(reader.pk)}
    return {"topic_form": TopicForm(whole=group, reader=reader), "action_form": ActionForm(whole=group, initial=own)}
