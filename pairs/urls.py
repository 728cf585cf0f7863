from django.urls import URLPattern, path

from pairs.views import allocations, avoided_peers, by_hand, conflicts, informal, pairs, peers, rosters, staff_steps

app_name = "pairs"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:mentorship_pk>/end/", pairs.end, name="end-pair"),
    path("cycles/<key:cycle_pk>/not-with/", avoided_peers.list_avoided, name="list-avoided-peers"),
    path("cycles/<key:cycle_pk>/not-with/<uuid:pk>/forget/", avoided_peers.forget, name="forget-avoided-peer"),
    path("peers/<key:pk>/leave/", peers.leave, name="leave-peers"),
    path("peers/<key:pk>/join/", peers.join, name="join-peers"),
    path("peers/<key:pk>/end/", peers.end, name="end-peers-of-others"),
    path("pairs/<key:pk>/record/pause/", staff_steps.pause, name="pause-pair"),
    path("pairs/<key:pk>/record/resume/", staff_steps.resume, name="resume-pair"),
    path("pairs/<key:pk>/record/end/", staff_steps.end, name="end-pair-of-others"),
    path("pairs/<key:pk>/record/apart/", staff_steps.keep_two_apart, name="keep-apart"),
    path("pairs/<key:pk>/record/replace/", by_hand.replace_mentor, name="replace-mentor"),
    path("pairs/<key:pk>/record/second/", by_hand.add_second_mentor, name="add-second-mentor"),
    path("pairs/<key:pk>/record/move/", by_hand.move_pair, name="move-pair"),
    path("enrollments/<key:pk>/pair/", by_hand.make_pair, name="make-pair"),
    path("programs/<slug:slug>/register/", informal.show_register, name="show-register"),
    path("programs/<slug:slug>/register/new/", informal.record, name="record-informal"),
    path("informal/<uuid:pk>/confirm/", informal.confirm, name="confirm-informal"),
    path("informal/<uuid:pk>/decline/", informal.decline, name="decline-informal"),
    path("informal/<uuid:pk>/take-back/", informal.take_back, name="take-back-informal"),
    path("mentors/<key:pk>/conflict/", conflicts.declare, name="declare-conflict"),
    path("pairs/<key:mentorship_pk>/conflict/", conflicts.declare_in_pair, name="declare-pair-conflict"),
    path("programs/<slug:slug>/pairs/import/", allocations.import_pairs, name="import-pairs"),
    path("programs/<slug:slug>/pairs/import/<uuid:token>/columns/", allocations.pair_columns, name="pair-columns"),
    path("programs/<slug:slug>/pairs/import/<uuid:token>/", allocations.confirm_pairs, name="confirm-pairs"),
    path("programs/<slug:slug>/pairs/import/<uuid:token>/settle/", allocations.settle_pairs, name="settle-pairs"),
    path(
        "programs/<slug:slug>/pairs/import/<uuid:token>/mapping.json",
        allocations.download_pair_mapping,
        name="download-pair-mapping",
    ),
    path("programs/<slug:slug>/pairs/import/<uuid:token>/cancel/", allocations.cancel_pairs, name="cancel-pairs"),
    path("programs/<slug:slug>/conflicts/", conflicts.list_conflicts, name="list-conflicts"),
    path("programs/<slug:slug>/conflicts/new/", conflicts.add, name="add-conflict"),
    path("programs/<slug:slug>/conflicts/import/", conflicts.import_roster, name="import-conflicts"),
    path("programs/<slug:slug>/conflicts/import/<uuid:token>/columns/", rosters.roster_columns, name="roster-columns"),
    path("programs/<slug:slug>/conflicts/import/<uuid:token>/", rosters.confirm_roster, name="confirm-roster"),
    path(
        "programs/<slug:slug>/conflicts/import/<uuid:token>/mapping.json",
        rosters.download_roster_mapping,
        name="download-roster-mapping",
    ),
    path("programs/<slug:slug>/conflicts/import/<uuid:token>/cancel/", rosters.cancel_roster, name="cancel-roster"),
    path("programs/<slug:slug>/conflicts/roster.csv", conflicts.download_template, name="download-roster"),
    path("programs/<slug:slug>/conflicts/recusals.csv", conflicts.download_recusals, name="download-recusals"),
    path("programs/<slug:slug>/conflicts/<key:pk>/settle/", conflicts.settle, name="settle-conflict"),
    path("programs/<slug:slug>/conflicts/<key:pk>/delete/", conflicts.delete, name="delete-conflict"),
]
