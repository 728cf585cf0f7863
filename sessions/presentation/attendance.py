"""The list of a session's people, as a table."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sessions.models import Attendance, MentoringSession


def attendance_rows(session: MentoringSession) -> Iterator[tuple[str, str, str]]:
    """Yield (name, part, status) of everybody who is on the list: who leads first, then by name.

    Who declined or was taken off is not on it.
    """
    gone = (Attendance.State.DECLINED, Attendance.State.EXCUSED)
    people = session.attendances.exclude(state__in=gone).select_related("user")
    for one in people.order_by("-leads", "user__family_name", "user__given_name", "pk"):
        part = _("Leads") if one.leads else _("Guest")
        yield one.user.display_name, part, one.get_state_display()
