"""The columns of a roster of assessors or teachers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from core.tables.columns import Column, Layout, aliases_of
from people.imports.asking import KNOWN_MENTEE, KNOWN_MENTOR


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two people of a row.

    Attributes:
        email, name: the columns that say who it is; a name counts where there is no address.
        who: under which a mapping keeps who is meant by a name.
    """

    email: str
    name: str
    who: str


ASSESSOR = Side("assessor_email", "assessor_name", KNOWN_MENTOR)
STUDENT = Side("mentee_email", "mentee_name", KNOWN_MENTEE)

_WORDS = {
    "assessor_email": (
        "assessor; mentor email; teacher email; examiner; examiner email; supervisor email; courriel de l'évaluateur; "
        "enseignant; prüfer; prüferin; lehrende; correo del evaluador; docente; mwalimu; المقيم; المدرس"
    ),
    "mentee_email": (
        "student email; mentee; student; courriel de l'étudiant; étudiant; studierende; student in; correo del "
        "estudiante; estudiante; mwanafunzi; الطالب"
    ),
    "assessor_name": (
        "name of assessor; mentor name; teacher name; examiner name; supervisor name; nom de l'évaluateur; "
        "nom de l'enseignant; name der prüfenden; nombre del evaluador; nombre del docente; jina la mwalimu; "
        "اسم المقيم; اسم المدرس"
    ),
    "mentee_name": (
        "name of student; student name; mentee name; nom de l'étudiant; name der studierenden; nombre del "
        "estudiante; jina la mwanafunzi; اسم الطالب"
    ),
    "kind": "role; relation; rôle; rolle; rol; jukumu; الدور",
    "course": "rotation; module; block; cours; stage; kurs; modul; curso; rotación; kozi; المقرر; المساق",
    "starts_on": "from; start; start date; first day; du; début; von; beginn; desde; inicio; kuanzia; من",
    "ends_on": "until; to; end; end date; last day; au; fin; bis; ende; hasta; fin de curso; hadi; إلى",
}
# What is said of the whole roster; no column of a file means it.
STRANGERS = "people_not_here"

LAYOUT = Layout(
    (
        Column(
            "assessor_email",
            gettext_lazy("the email address of the person who grades, manages or treats"),
            label=gettext_lazy("Assessor’s email address"),
        ),
        Column(
            "assessor_name",
            gettext_lazy("their name, where there is no address; who isn’t sure is asked about"),
            label=gettext_lazy("Assessor’s name"),
        ),
        Column(
            "mentee_email",
            gettext_lazy("the email address of the student"),
            label=gettext_lazy("Student’s email address"),
        ),
        Column(
            "mentee_name",
            gettext_lazy("the student’s name, where there is no address"),
            label=gettext_lazy("Student’s name"),
        ),
        Column(
            "kind",
            gettext_lazy("grades, line-manages, family, treats or other; empty means grades"),
            label=gettext_lazy("What the role is"),
        ),
        Column("course", gettext_lazy("course or rotation, up to 120 letters"), label=gettext_lazy("Course")),
        Column(
            "starts_on",
            gettext_lazy("first day, as 2026-09-01; empty if it already applies"),
            day=True,
            label=gettext_lazy("First day"),
        ),
        Column(
            "ends_on",
            gettext_lazy("last day, as 2026-12-18; empty if it has no end"),
            day=True,
            label=gettext_lazy("Last day"),
        ),
        Column(STRANGERS, ""),
        Column(KNOWN_MENTEE, ""),
        Column(KNOWN_MENTOR, ""),
    ),
    aliases_of(_WORDS),
    one_of=((ASSESSOR.email, ASSESSOR.name), (STUDENT.email, STUDENT.name)),
)
# Of an empty roster; names are for files that are there already.
HEADINGS = [column.name for column in LAYOUT.columns if column.help and not column.name.endswith("_name")]
