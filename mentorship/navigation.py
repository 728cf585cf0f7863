"""The main navigation: at most six links, chosen by the hat that the reader wears."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from home.hats import Hat
from pairs.models import Mentorship


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the navigation."""

    label: str
    url: str
    current: bool


def nav_items(hat: Hat | None, *, user: User | None, path: str) -> list[NavItem]:
    """Return the links of `user` under `hat`; the longest address that begins `path` is the current one."""
    links = _links(hat, user)
    within = [url for _label, url in links if path == url or (url != "/" and path.startswith(url))]
    here = max(within, key=len, default=None)
    return [NavItem(label, url, url == here) for label, url in links]


def _links(hat: Hat | None, user: User | None) -> list[tuple[str, str]]:
    if hat is None or user is None:
        return [(_("Programs"), reverse("programs:list-programs"))]
    links = [(_("Work queue") if hat.role == Role.COORDINATOR else _("Home"), reverse("home"))]
    if hat.role in (Role.MENTEE, Role.MENTOR):
        return links + _member_links(hat, user)
    return links + _staff_links(hat)


def _member_links(hat: Hat, user: User) -> list[tuple[str, str]]:
    links = []
    if hat.cycle and hat.role == Role.MENTEE:
        links.append((_("Mentors"), reverse("matching:list-mentors", kwargs={"cycle_pk": hat.cycle.pk})))
        pair = Mentorship.objects.filter(mentee=user, cycle=hat.cycle, state__in=Mentorship.LIVE, primary=True).first()
        if pair:
            links.append((_("My mentor"), reverse("sessions:show-pair", kwargs={"pk": pair.pk})))
    links.append((_("Sessions"), reverse("sessions:list-sessions")))
    if hat.program:
        links.append((_("Handbook"), reverse("programs:show-handbook", kwargs={"slug": hat.program.slug})))
    return links


def _staff_links(hat: Hat) -> list[tuple[str, str]]:
    if hat.program is None:
        links = [(_("Programs"), reverse("programs:list-programs"))]
        return [*links, (_("Mail"), reverse("people:list-set-aside"))] if hat.role == Role.ADMIN else links
    slug = {"slug": hat.program.slug}
    if hat.role == Role.SAFEGUARDING:
        return [(_("Handbook"), reverse("programs:show-handbook", kwargs=slug))]
    links = [(_("People"), reverse("people:list-people", kwargs=slug))]
    if hat.role == Role.COORDINATOR:
        links.append((_("Rounds"), reverse("matching:list-rounds", kwargs=slug)))
        links.append((_("Sessions"), reverse("sessions:list-sessions")))
    links.append((_("Handbook"), reverse("programs:show-handbook", kwargs=slug)))
    links.append((_("Settings"), reverse("programs:edit-program", kwargs=slug)))
    return links
