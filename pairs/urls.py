from django.urls import URLPattern, path

from pairs.views import conflicts, pairs, staff_steps

app_name = "pairs"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:mentorship_pk>/end/", pairs.end, name="end-pair"),
    path("pairs/<key:pk>/record/pause/", staff_steps.pause, name="pause-pair"),
    path("pairs/<key:pk>/record/resume/", staff_steps.resume, name="resume-pair"),
    path("pairs/<key:pk>/record/end/", staff_steps.end, name="end-pair-of-others"),
    path("mentors/<key:pk>/conflict/", conflicts.declare, name="declare-conflict"),
    path("pairs/<key:mentorship_pk>/conflict/", conflicts.declare_in_pair, name="declare-pair-conflict"),
    path("programs/<slug:slug>/conflicts/", conflicts.list_conflicts, name="list-conflicts"),
    path("programs/<slug:slug>/conflicts/new/", conflicts.add, name="add-conflict"),
    path("programs/<slug:slug>/conflicts/import/", conflicts.import_roster, name="import-conflicts"),
    path("programs/<slug:slug>/conflicts/roster.csv", conflicts.download_template, name="download-roster"),
    path("programs/<slug:slug>/conflicts/recusals.csv", conflicts.download_recusals, name="download-recusals"),
    path("programs/<slug:slug>/conflicts/<key:pk>/settle/", conflicts.settle, name="settle-conflict"),
    path("programs/<slug:slug>/conflicts/<key:pk>/delete/", conflicts.delete, name="delete-conflict"),
]
