"""The main navigation: at most six links, chosen by the reader's active role."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from home.roles import ActiveRole
from pairs.models import Mentorship
from programs.models import Institution, Program


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


def nav_items(active_role: ActiveRole | None, *, user: User | None, path: str) -> list[NavItem]:
    """Return the links of `user` under `active_role`; the longest address that begins `path` is the current one."""
    links = _links(active_role, user)
    within = [url for _label, url in links if path == url or (url != "/" and path.startswith(url))]
    here = max(within, key=len, default=None)
    return [NavItem(label, url, url == here) for label, url in links]


def _links(active_role: ActiveRole | None, user: User | None) -> list[tuple[str, str]]:
    if active_role is None or user is None:
        return [(_("Programs"), reverse("programs:list-programs"))]
    links = [(_("Work queue") if active_role.role == Role.COORDINATOR else _("Home"), reverse("home"))]
    if active_role.role in (Role.MENTEE, Role.MENTOR):
        return links + _member_links(active_role, user)
    return links + _staff_links(active_role)


def _member_links(active_role: ActiveRole, user: User) -> list[tuple[str, str]]:
    links = []
    if active_role.cycle and active_role.role == Role.MENTEE and not active_role.cycle.program.is_peer:
        links.append((_("Mentors"), reverse("matching:list-mentors", kwargs={"cycle_pk": active_role.cycle.pk})))
        pair = Mentorship.objects.live().filter(mentee=user, cycle=active_role.cycle, primary=True).first()
        if pair:
            links.append((_("My mentor"), reverse("sessions:show-pair", kwargs={"pk": pair.pk})))
    links.append((_("Sessions"), reverse("sessions:list-sessions")))
    if active_role.program:
        slug = {"slug": active_role.program.slug}
        links.append((_("Handbook"), reverse("programs:show-handbook", kwargs=slug)))
        links.append((_("Training"), reverse("training:list-modules", kwargs=slug)))
    return links


def _staff_links(active_role: ActiveRole) -> list[tuple[str, str]]:
    if active_role.program is None:
        links = [(_("Programs"), reverse("programs:list-programs"))]
        return [*links, *_school_links(active_role.school)] if active_role.role == Role.ADMIN else links
    slug = {"slug": active_role.program.slug}
    if active_role.role == Role.SAFEGUARDING:
        return [(_("Handbook"), reverse("programs:show-handbook", kwargs=slug))]
    links = [(_("People"), reverse("people:list-people", kwargs=slug))]
    if active_role.role == Role.COORDINATOR:
        label, name = _pairing_link(active_role.program)
        links.append((label, reverse(name, kwargs=slug)))
        links.append((_("Sessions"), reverse("sessions:list-sessions")))
    links.append((_("Handbook"), reverse("programs:show-handbook", kwargs=slug)))
    links.append((_("Settings"), reverse("programs:edit-program", kwargs=slug)))
    return links


def _pairing_link(program: Program) -> tuple[str, str]:
    """Where pairs or groups of the program come from: the label of the page, and its name."""
    if program.is_rolling:
        return _("Requests"), "matching:list-program-requests"
    if program.is_peer:
        return _("Pairs"), "matching:list-groups"
    if program.format == Program.Format.GROUP:
        return _("Groups"), "matching:list-groups"
    return _("Rounds"), "matching:list-rounds"


def _school_links(school: Institution) -> list[tuple[str, str]]:
    return [
        (_("Reports"), reverse("reports:list-reports")),
        (_("School"), reverse("programs:edit-school", args=[school.slug])),
        (_("Email"), reverse("people:show-mail")),
    ]
