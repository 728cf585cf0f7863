"""The columns of a roster of assessors or teachers."""

from django.utils.translation import gettext_lazy

from core.tables.columns import Column, Layout, aliases_of

_WORDS = {
    "assessor_email": (
        "assessor; mentor email; teacher email; examiner; examiner email; supervisor email; courriel de l'évaluateur; "
        "enseignant; prüfer; prüferin; lehrende; correo del evaluador; docente; mwalimu; المقيم; المدرس"
    ),
    "mentee_email": (
        "student email; mentee; student; courriel de l'étudiant; étudiant; studierende; student in; correo del "
        "estudiante; estudiante; mwanafunzi; الطالب"
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
            required=True,
            label=gettext_lazy("Assessor’s email address"),
        ),
        Column(
            "mentee_email",
            gettext_lazy("the email address of the student"),
            required=True,
            label=gettext_lazy("Student’s email address"),
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
    ),
    aliases_of(_WORDS),
)
HEADINGS = [column.name for column in LAYOUT.columns if column.help]
