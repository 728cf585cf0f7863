from django.urls import URLPattern, path

from programs.views import (
    chapters,
    compare,
    contacts,
    cycles,
    editor,
    first_run,
    handbook,
    handbook_files,
    handbook_images,
    handbook_import,
    health,
    long_steps,
    public,
    quotes,
    receipts,
    reminders,
    schools,
    settings,
    staff_steps,
    templates,
)

app_name = "programs"

urlpatterns: list[URLPattern] = [
    path("first-run/", first_run.first_run, name="first-run"),
    path("schools/<slug:school>/", schools.edit_school, name="edit-school"),
    path("schools/<slug:school>/contacts/", contacts.edit_school_contacts, name="edit-school-contacts"),
    path("programs/", public.list_programs, name="list-programs"),
    path("schools/<slug:school>/programs/new/", settings.create_program, name="create-program"),
    path("programs/<slug:slug>/", public.show_program, name="show-program"),
    path("programs/<slug:slug>/quotes/", quotes.list_quotes, name="list-quotes"),
    path("quotes/<key:pk>/", quotes.answer, name="answer-quote"),
    path("quotes/<key:pk>/remove/", quotes.remove, name="remove-quote"),
    path("programs/<slug:slug>/preview.png", public.show_preview_image, name="show-preview-image"),
    path("programs/<slug:slug>/settings/", settings.edit_program, name="edit-program"),
    path("programs/<slug:slug>/settings/reminders/", reminders.edit_reminders, name="edit-reminders"),
    path("programs/<slug:slug>/settings/<slug:key>/", settings.edit_step, name="edit-step"),
    path("programs/<slug:slug>/open/", settings.open_program, name="open-program"),
    path("programs/<slug:slug>/save-as-template/", templates.save_program_as_template, name="save-template"),
    path("schools/<slug:school>/templates/", templates.list_templates, name="list-templates"),
    path("schools/<slug:school>/templates/<slug:key>/", templates.show_template, name="show-template"),
    path("schools/<slug:school>/templates/<slug:key>/file/", templates.download_template, name="download-template"),
    path("schools/<slug:school>/templates/<slug:key>/delete/", templates.delete_saved_template, name="delete-template"),
    path("programs/<slug:slug>/health/", health.show_health, name="show-health"),
    path("programs/<slug:slug>/archive/", settings.archive_program, name="archive-program"),
    path("programs/<slug:slug>/restore/", settings.restore_program, name="restore-program"),
    path("programs/<slug:slug>/contacts/", contacts.edit_contacts, name="edit-contacts"),
    path("programs/<slug:slug>/cycles/new/", cycles.create_cycle, name="create-cycle"),
    path("cycles/<key:pk>/settings/", cycles.edit_cycle, name="edit-cycle"),
    path("cycles/<key:pk>/exams/", cycles.edit_exams, name="edit-exams"),
    path("cycles/<key:pk>/advance/", cycles.advance_cycle, name="advance-cycle"),
    path("programs/<slug:slug>/steps/", staff_steps.list_steps, name="list-steps"),
    path("programs/<slug:slug>/steps/long/<uuid:pk>/", long_steps.follow_long_step, name="follow-long-step"),
    path("programs/<slug:slug>/steps/<uuid:pk>/undo/", staff_steps.undo, name="undo-step"),
    path("acknowledgments/", receipts.list_receipts, name="list-receipts"),
    path("acknowledgments/<key:pk>/", receipts.show_receipt, name="show-receipt"),
    path("programs/<slug:slug>/handbook/", handbook.show_handbook, name="show-handbook"),
    path("programs/<slug:slug>/handbook/print/", handbook.print_handbook, name="print-handbook"),
    path("programs/<slug:slug>/handbook/search/", handbook.search_handbook, name="search-handbook"),
    path(
        "programs/<slug:slug>/handbook/files/<slug:form>/", handbook_files.download_handbook, name="download-handbook"
    ),
    path("programs/<slug:slug>/handbook/compare/", compare.compare_handbook, name="compare-handbook"),
    path("programs/<slug:slug>/handbook/compare/<slug:chapter_slug>/", compare.compare_chapter, name="compare-chapter"),
    path("programs/<slug:slug>/handbook/acknowledge/", handbook.acknowledge_handbook, name="acknowledge-handbook"),
    path(
        "programs/<slug:slug>/handbook/acknowledgements/", handbook.list_acknowledgements, name="list-acknowledgements"
    ),
    path("programs/<slug:slug>/handbook/edit/", editor.edit_handbook, name="edit-handbook"),
    path("programs/<slug:slug>/handbook/edit/start/", editor.start_draft, name="start-draft"),
    path("programs/<slug:slug>/handbook/edit/discard/", editor.discard_draft, name="discard-draft"),
    path("programs/<slug:slug>/handbook/edit/publish/", editor.publish_handbook, name="publish-handbook"),
    path(
        "programs/<slug:slug>/handbook/edit/withdraw/<key:number>/", editor.withdraw_handbook, name="withdraw-handbook"
    ),
    path("programs/<slug:slug>/handbook/edit/picture/", handbook_images.add_picture, name="add-picture"),
    path("programs/<slug:slug>/handbook/images/<slug:key>.webp", handbook_images.show_image, name="show-image"),
    path("programs/<slug:slug>/handbook/edit/bring/", handbook_import.bring_text, name="bring-text"),
    path("programs/<slug:slug>/handbook/edit/bring/<uuid:pk>/", handbook_import.take_chapters, name="take-chapters"),
    path(
        "programs/<slug:slug>/handbook/edit/bring/<uuid:pk>/discard/", handbook_import.discard_text, name="discard-text"
    ),
    path("programs/<slug:slug>/handbook/edit/paste/", handbook_import.convert_paste, name="convert-paste"),
    path("programs/<slug:slug>/handbook/edit/carry/", chapters.carry_chapter, name="carry-chapter"),
    path("programs/<slug:slug>/handbook/edit/chapters/new/", chapters.add_chapter, name="add-chapter"),
    path("programs/<slug:slug>/handbook/edit/chapters/<key:pk>/", chapters.edit_chapter, name="edit-chapter"),
    path(
        "programs/<slug:slug>/handbook/edit/chapters/<key:pk>/opened/",
        chapters.say_chapter_open,
        name="say-chapter-open",
    ),
    path("programs/<slug:slug>/handbook/edit/live-preview/", chapters.live_preview, name="live-preview"),
    path("programs/<slug:slug>/handbook/edit/chapters/<key:pk>/move/", chapters.move_chapter, name="move-chapter"),
    path(
        "programs/<slug:slug>/handbook/edit/chapters/<key:pk>/delete/", chapters.delete_chapter, name="delete-chapter"
    ),
    path("programs/<slug:slug>/handbook/<slug:chapter_slug>/", handbook.show_chapter, name="show-chapter"),
]
