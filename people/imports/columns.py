"""The columns of a file of people: the one home of their names, for the check, the template and the manual."""

from django.utils.translation import gettext_lazy as _

from core.tables.columns import Column, Layout

SEPARATOR = ";"

COLUMNS = (
    Column("role", _("mentee or mentor"), required=True),
    Column("email", _("the school’s address; people sign in with it, and it tells them apart"), required=True),
    Column("given_name", _("up to 80 letters; someone with only one name has it here"), required=True, profile=True),
    Column("family_name", _("up to 80 letters; empty for someone with only one name"), required=True, profile=True),
    Column("title", _("for example Dr"), profile=True),
    Column("credentials", _("letters after the name, for example MD, PhD"), profile=True),
    Column("pronouns", _("for example she/her"), profile=True),
    Column("profession", _("for example Physician"), profile=True),
    Column("specialty", _("specialty, or year of study"), profile=True),
    Column("campus", _("school or site"), profile=True),
    Column("headline", _("one line under the name"), profile=True),
    Column("time_zone", _("a name such as Africa/Kampala; empty means the school’s zone"), profile=True),
    Column("languages", _("names or codes, separated by semicolons: English; French")),
    Column("cohort", _("mentees: year or group")),
    Column("department", _("mentors: department")),
    Column("capacity", _("mentors: places for mentees, 0 to 30; empty means 1")),
    Column("modes", _("mentors: in person; video; audio")),
    Column("support", _("kinds of support offered or asked for: Career advice; Networking")),
    Column("trained_on", _("mentors: day of the training, as 2026-09-01; empty if you don’t know it"), day=True),
    Column(
        "enrolled", _("yes for people who have already enrolled with the school, outside this site; otherwise empty")
    ),
    Column("interests", _("terms of the school’s list; a new one is written as specialty: Cardiology")),
)
# What every row needs; of the two names one is enough.
REQUIRED = tuple(column.name for column in COLUMNS if column.required and not column.profile)
PROFILE = tuple(column.name for column in COLUMNS if column.profile)

ALIASES = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "first_name": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "timezone": "time_zone",
    "language": "languages",
    "year": "cohort",
    "group": "cohort",
    "places": "capacity",
    "interest": "interests",
    "enroled": "enrolled",
    "ready": "enrolled",
}

PEOPLE = Layout(COLUMNS, ALIASES)
