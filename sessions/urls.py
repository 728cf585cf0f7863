"""Addresses of sessions and of the pair's workspace."""

from django.urls import URLPattern, path

from sessions.views import (
    booking,
    details,
    drift,
    focus,
    groups,
    guests,
    lists,
    logs,
    notes,
    pair_record,
    pairs,
    pauses,
    suggestions,
)

app_name = "sessions"

urlpatterns: list[URLPattern] = [
    path("pairs/<key:pk>/", pairs.show, name="show-pair"),
    path("pairs/<key:pk>/record/", pair_record.show, name="show-pair-record"),
    path("pairs/<key:pk>/record/drift/", drift.take_step, name="take-drift-step"),
    path("pairs/<key:pk>/pause/sessions/", pauses.list_in_pause, name="list-pause-sessions"),
    path("pairs/<key:pk>/pause/sessions/cancel/", pauses.cancel_all, name="cancel-pause-sessions"),
    path("pairs/<key:pk>/pause/sessions/move/", pauses.move_all, name="move-pause-sessions"),
    path("pairs/<key:pk>/propose/", booking.propose, name="propose-session"),
    path("pairs/<key:pk>/log/", logs.log_unplanned, name="log-new-session"),
    path("groups/<key:pk>/", groups.show, name="show-group"),
    path("groups/<key:pk>/sessions/plan/", booking.plan_for_group, name="plan-group-session"),
    path("groups/<key:pk>/log/", logs.log_unplanned_of_group, name="log-new-group-session"),
    path("cycles/<key:pk>/workshops/plan/", booking.plan_for_cycle, name="plan-workshop"),
    path("participations/<key:pk>/leave/sessions/", lists.list_in_leave, name="list-leave-sessions"),
    path("programs/<slug:slug>/sessions/", lists.list_of_program, name="list-program-sessions"),
    path("sessions/", lists.list_mine, name="list-sessions"),
    path("sessions/<uuid:pk>/", details.show, name="show-session"),
    path("sessions/<uuid:pk>/move/", booking.move, name="move-session"),
    path("sessions/<uuid:pk>/log/", logs.log_planned, name="log-session"),
    path("sessions/<uuid:pk>/note/", notes.write, name="write-note"),
    path("sessions/<uuid:pk>/focus/", focus.choose, name="choose-focus"),
    path("notes/", notes.list_own, name="list-notes"),
    path("notes/my-notes.md", notes.download_text, name="download-notes"),
    path("notes/my-notes.json", notes.download_json, name="download-notes-json"),
    path("notes/<uuid:pk>/delete/", notes.delete, name="delete-note"),
    path("sessions/<uuid:pk>/answer/", details.answer, name="answer-session"),
    path("sessions/<uuid:pk>/suggestion/", suggestions.answer, name="answer-suggestion"),
    path("sessions/<uuid:pk>/places/", guests.change_places, name="change-places"),
    path("sessions/<uuid:pk>/guests/add/", guests.add_guest, name="add-guest"),
    path("sessions/<uuid:pk>/guests/remove/", guests.remove_guest, name="remove-guest"),
    path("sessions/<uuid:pk>/guests/lead/", guests.change_lead, name="change-lead"),
    path("sessions/<uuid:pk>/people.csv", guests.download_people, name="download-people"),
    path("sessions/<uuid:pk>/cancel/", details.cancel, name="cancel-session"),
    path("sessions/<uuid:pk>/confirm/", details.confirm, name="confirm-session"),
    path("sessions/<uuid:pk>/dispute/", details.dispute, name="dispute-session"),
    path("sessions/<uuid:pk>.ics", details.download_calendar, name="download-calendar"),
]
