from django.urls import URLPattern, path

from people.views import enrollment, import_columns, import_preview, imports, interests, invitations, mail, mail_status, merging, participation, people, person, school_staff, team


app_name = "people"

urlpatterns: list[URLPattern] = [
    path("programs/<slug:slug>/team/", team.list_team, name="list-team"),
    path("programs/<slug:slug>/team/appoint/", team.appoint, name="appoint"),
    path("programs/<slug:slug>/team/<key:pk>/dismiss/", team.dismiss, name="dismiss"),
    path("programs/<slug:slug>/team/<key:pk>/invite-again/", team.invite_one_again, name="invite-member-again"),
    path("school/staff/", school_staff.list_staff, name="list-school-staff"),
    path("school/staff/appoint/", school_staff.appoint, name="appoint-in-school"),
    path("school/staff/<key:pk>/dismiss/", school_staff.dismiss, name="dismiss-in-school"),
    path("school/staff/<key:pk>/invite-again/", school_staff.invite_one_again, name="invite-staff-again"),
    path("programs/<slug:slug>/enroll/", enrollment.enroll, name="enroll"),
    path("programs/<slug:slug>/withdraw/", enrollment.withdraw, name="withdraw"),
    path("participations/<key:pk>/", participation.edit_participation, name="edit-participation"),
    path("participations/<key:pk>/answer/", participation.answer_invitation, name="answer-invitation"),
    path("participations/<key:pk>/ask-again/", participation.ask_again, name="ask-again"),
    path("participations/<key:pk>/leave/", participation.take_leave, name="take-leave"),
    path("participations/<key:pk>/return/", participation.end_leave, name="end-leave"),
    path("participations/<key:pk>/stop/", participation.stop_mentoring, name="stop-mentoring"),
    path("school/interests/", interests.list_interests, name="list-interests"),
    path("school/interests/add/", interests.add_interest, name="add-interest"),
    path("school/interests/<key:pk>/", interests.edit_interest, name="edit-interest"),
    path("school/interests/<key:pk>/merge/", interests.merge_interest, name="merge-interest"),
    path("school/interests/<key:pk>/offer/", interests.retire_interest, name="retire-interest"),
    path("mail/", mail_status.show_mail, name="show-mail"),
    path("mail/test/", mail_status.send_test, name="try-mail"),
    path("mail/kept/", mail_status.list_kept, name="list-kept-emails"),
    path("mail/set-aside/", mail.list_set_aside, name="list-set-aside"),
    path("mail/set-aside/retry/", mail.retry_kind, name="retry-kind"),
    path("mail/set-aside/<key:pk>/retry/", mail.retry_one, name="retry-message"),
    path("mail/not-reached/", mail.list_all_not_reached, name="list-all-not-reached"),
    path("mail/not-reached/<key:pk>/address/", mail.correct_address, name="correct-address"),
    path("programs/<slug:slug>/not-reached/", mail.list_not_reached, name="list-not-reached"),
    path("programs/<slug:slug>/not-reached/<key:pk>/", mail.retry_undeliverable, name="retry-undeliverable"),
    path("programs/<slug:slug>/people/", people.list_people, name="list-people"),
    path("programs/<slug:slug>/people/invite-again/", invitations.invite_people_again, name="invite-people-again"),
    path(
        "programs/<slug:slug>/people/<str:role>/<key:pk>/invite-again/",
        invitations.invite_person_again,
        name="invite-person-again",
    ),
    path("programs/<slug:slug>/team/invite-again/", invitations.invite_team_again, name="invite-team-again"),
    path("programs/<slug:slug>/people/<key:pk>/", person.show_person, name="show-person"),
    path("programs/<slug:slug>/people/<key:pk>/merge/", merging.merge, name="merge-person"),
    path("programs/<slug:slug>/people/<key:pk>/apart/", merging.keep_apart, name="tell-apart"),
    path("programs/<slug:slug>/people/<key:pk>/edit/", person.edit_person, name="edit-person"),
    path(
        "programs/<slug:slug>/people/<key:pk>/mentee/<key:record>/withdraw/",
        person.withdraw_mentee,
        name="withdraw-mentee",
    ),
    path(
        "programs/<slug:slug>/people/<key:pk>/<str:role>/<key:record>/readmit/", person.readmit, name="readmit-person"
    ),
    path("programs/<slug:slug>/people/<key:pk>/<str:role>/<key:record>/remove/", person.remove, name="remove-record"),
    path("programs/<slug:slug>/people/import/", imports.import_people, name="import-people"),
    path("programs/<slug:slug>/people/import/people.<str:kind>", imports.download_template, name="download-template"),
    path(
        "programs/<slug:slug>/people/import/<uuid:token>/columns/",
        import_columns.import_columns,
        name="import-columns",
    ),
    path(
        "programs/<slug:slug>/people/import/<uuid:token>/mapping.json",
        import_columns.download_mapping,
        name="download-mapping",
    ),
    path("programs/<slug:slug>/people/import/<uuid:token>/", import_preview.confirm_import, name="confirm-import"),
    path("programs/<slug:slug>/people/import/<uuid:token>/settle/", import_preview.settle_import, name="settle-import"),
    path(
        "programs/<slug:slug>/people/import/<uuid:token>/needs-attention.csv",
        import_preview.download_attention,
        name="download-attention",
    ),
    path("programs/<slug:slug>/people/import/<uuid:token>/cancel/", imports.cancel_import, name="cancel-import"),
]
