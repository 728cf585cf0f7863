"""Columns of a file that say which mentee and which mentor a row is about, by address or by name."""

from django.utils.translation import gettext_lazy as _

from core.addresses import looks_like_address
from core.tables.columns import Column, aliases_of
from people.imports.headings import ALIASES

MENTEE_COLUMNS = (
    Column(
        "mentee_email",
        _("the mentee’s email address, as enrolled"),
        label=_("Mentee’s email address"),
        fits=looks_like_address,
        telling=True,
    ),
    Column("mentee_name", _("the mentee’s name"), label=_("Mentee’s name")),
    Column("mentee_given_name", _("the mentee’s given name"), label=_("Mentee’s given name")),
    Column("mentee_family_name", _("the mentee’s family name"), label=_("Mentee’s family name")),
)
MENTOR_COLUMNS = (
    Column("mentor_email", _("the mentor’s email address"), label=_("Mentor’s email address")),
    Column("mentor_name", _("the mentor’s name"), label=_("Mentor’s name")),
)
_WORDS = {
    "mentee_email": (
        "student email; mentee email address; student email address; recipient email; recipientemail; "
        "email of mentee; email of student; adresse du mentoré; e-mail des mentees; correo del mentoreado"
    ),
    # Whatever stands below it: people are found by their address too.
    "mentee_name": (
        "mentee; mentee name; student; your full name; your name; recipient name; nom du mentoré; name des mentees"
    ),
    "mentee_given_name": "mentee first name; recipientfirstname; recipient first name",
    "mentee_family_name": "mentee last name; recipientlastname; recipient last name",
    "mentor_email": "mentor; mentor email address; email of mentor; adresse du mentor; e-mail des mentors",
    "mentor_name": "name of mentor; nom du mentor; name des mentors; nombre del mentor; jina la mentor",
}
# What a list of people says of everybody, a file of two says of the mentee.
_FROM_PEOPLE = {
    "email": "mentee_email",
    "name_first_last": "mentee_name",
    "given_name": "mentee_given_name",
    "family_name": "mentee_family_name",
}
PERSON_ALIASES = {key: _FROM_PEOPLE[name] for key, name in ALIASES.items() if name in _FROM_PEOPLE} | aliases_of(_WORDS)
