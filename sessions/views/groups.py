"""The page of a circle, a team, a family or peers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core.paging import page_of
from pairs.forms.sections import forms_of_group
from pairs.models import GroupMember
from pairs.presentation.peers import others_text
from pairs.presentation.sections import sections_of_group
from pairs.presentation.workspace_sections import more_group_sections
from programs.models import CycleState
from sessions.access import get_group_for
from sessions.models import TimePoll
from sessions.queries.groups import coming_sessions_of, past_sessions_of
from sessions.queries.sessions import read_answers

_COMING = 5


@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who belongs to the group, when it meets next, and when it met."""
    user, now = request.user, timezone.now()
    group = get_group_for(user, pk)
    members = list(group.members.all())
    own = next((one for one in members if one.user_id == user.pk), None)
    coming = list(coming_sessions_of(group, now)[:_COMING])
    page = page_of(request, past_sessions_of(group, now))
    read_answers([*coming, *page.object_list], user)
    context = {
        "group": group,
        "cycle": group.cycle,
        "title": others_text(group, user.pk) if group.is_of_peers else group.name,
        "mentors": [one.user for one in members if one.side == GroupMember.Side.MENTOR],
        "members": [one.user for one in members if one.side != GroupMember.Side.MENTOR],
        "belongs": own is not None,
        "leads": own is not None and own.side != GroupMember.Side.MENTEE and group.cycle.state != CycleState.CLOSED,
        "polls": list(TimePoll.objects.of_member(user).filter(group=group, state=TimePoll.State.OPEN)),
        "coming": coming,
        "page": page,
        "now": now,
    }
    if own is not None:
        context |= sections_of_group(group, user, now) | forms_of_group(group, user)
        context["more_sections"] = more_group_sections(group, user)
    return render(request, "sessions/group.html", context)
