"""What every page knows: the institution, where to get help, the navigation, the roles of the reader."""

from typing import Any

from django.conf import settings
from django.db.models import Func, IntegerField, Q, QuerySet, Subquery
from django.http import HttpRequest

from accounts.models import Role, User
from core.prepared import prepared
from home.roles import ActiveRole, find_active_role, roles_of
from mentorship.navigation import nav_items
from notifications.models import Message
from notifications.queries.inbox import unread_messages
from notifications.queries.mail_route import mail_leaves
from programs.models import HelpContact, Institution

# Where somebody looks for help, and what is printed to be kept.
_HELP_OPEN = frozenset({"home", "help", "programs:print-handbook"})


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of `base.html`.

    They are worked out once for a request and a reader, although each message and e-mail is a rendering of its own.
    """
    reader = getattr(request, "user", None)
    user = reader if isinstance(reader, User) else None
    known: dict[int | None, dict[str, Any]] = vars(request).setdefault("_site_context", {})
    key = user.pk if user else None
    if key not in known:
        known[key] = _variables(request, user)
    return known[key]


def _variables(request: HttpRequest, user: User | None) -> dict[str, Any]:
    roles = roles_of(user) if user else []
    active_role = find_active_role(request, roles) if user else None
    institution = _institution(active_role)
    many_schools = len({role.school.pk for role in roles}) > 1
    contacts = _help_contacts(institution, active_role, user)
    return {
        "demo": settings.DEMO,
        "institution": institution,
        "help_contacts": contacts,
        "help_open": bool(request.resolver_match and request.resolver_match.view_name in _HELP_OPEN),
        "roles": roles,
        "many_schools": many_schools,
        "active_role": active_role,
        "mail_stays_here": _runs_something(active_role) and not settings.DEMO and not mail_leaves(),
        "nav_items": nav_items(active_role, user=user, path=request.path),
        "unread_count": _unread(user, contacts),
    }


def _runs_something(active_role: ActiveRole | None) -> bool:
    return active_role is not None and active_role.role in (Role.COORDINATOR, Role.ADMIN)


def _institution(active_role: ActiveRole | None) -> Institution | None:
    """The school of the role; without one the only school of the site. Of several none speaks for the site."""
    if active_role:
        return active_role.school
    schools = list(Institution.objects.order_by("pk")[:2])
    return schools[0] if len(schools) == 1 else None


def _help_contacts(
    institution: Institution | None, active_role: ActiveRole | None, user: User | None
) -> list[HelpContact]:
    """Each with the number of messages that `user` has not read, as `unread`: one query less on every page."""
    if institution is None:
        return []
    program = active_role.program if active_role else None
    place = institution.pk, program.pk if program else 0
    return _contacts_for(user, *place) if user else list(_contacts(*place))


def _contacts(institution: int, program: int) -> QuerySet[HelpContact]:
    """The contacts of a school and of one of its programs; 0 is none."""
    return HelpContact.objects.filter(Q(program=None) | Q(program=program), institution=institution)


@prepared
def _contacts_for(user: User, institution: int, program: int) -> QuerySet[HelpContact]:
    return _contacts(institution, program).annotate(unread=_count_of(unread_messages(user)))


def _count_of(rows: QuerySet[Message]) -> Subquery:
    """A count without groups, which is one of nothing too: this is built for every page, so it should be quick."""
    return Subquery(rows.order_by().values(number=Func("pk", function="COUNT", output_field=IntegerField())))


def _unread(user: User | None, contacts: list[HelpContact]) -> int:
    if user is None:
        return 0
    read: int = contacts[0].unread if contacts else unread_messages(user).count()  # type: ignore[attr-defined]
    return read
