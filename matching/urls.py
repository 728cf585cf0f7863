from django.urls import path

from matching.views import conflicts, downloads, mentors, offers, pairs, proposals, ranking, rounds, steps

app_name = "matching"

urlpatterns = [
    # Rounds
    path("programs/<slug:slug>/rounds/", rounds.list_rounds, name="list-rounds"),
    path("programs/<slug:slug>/rounds/new/", rounds.create, name="create-round"),
    path("rounds/<int:pk>/", rounds.show, name="show-round"),
    path("rounds/<int:pk>/edit/", rounds.edit, name="edit-round"),
    path("rounds/<int:pk>/supplement/", rounds.create_supplement, name="create-supplement"),
    path("rounds/<int:pk>/demand/", rounds.show_demand, name="show-demand"),
    path("rounds/<int:pk>/nudge/", steps.nudge, name="nudge-mentees"),
    path("rounds/<int:pk>/open/", steps.open_round, name="open-round"),
    path("rounds/<int:pk>/close/", steps.close_round, name="close-round"),
    path("rounds/<int:pk>/run/", steps.run_round, name="run-round"),
    path("rounds/<int:pk>/stop/", steps.stop_run, name="stop-run"),
    path("rounds/<int:pk>/reopen/", steps.reopen_round, name="reopen-round"),
    path("rounds/<int:pk>/cancel/", steps.cancel_round, name="cancel-round"),
    path("rounds/<int:pk>/publish/", steps.publish, name="publish-round"),
    # What the strategies propose
    path("rounds/<int:pk>/differences/", proposals.list_differences, name="list-differences"),
    path("rounds/<int:pk>/what-if/", proposals.ask_what_if, name="ask-what-if"),
    path("proposals/<int:pk>/forget/", proposals.forget, name="forget-what-if"),
    path("proposals/<int:pk>/weak-cases/", proposals.list_weak_cases, name="list-weak-cases"),
    path("proposals/<int:pk>/change-pair/", proposals.change_pair, name="change-pair"),
    path("rounds/<int:pk>/instance.json", downloads.instance, name="download-instance"),
    path("rounds/<int:pk>/matches.<str:form>", downloads.matches, name="export-matches"),
    path("rounds/<int:pk>/record.pdf", downloads.record, name="download-record"),
    path("proposals/<int:pk>/result.json", downloads.result, name="download-result"),
    path("proposals/<int:pk>/certificate.json", downloads.certificate, name="download-certificate"),
    # Offers
    path("rounds/<int:pk>/offers/", offers.list_offers, name="list-offers"),
    path("rounds/<int:pk>/result/", offers.show_result, name="show-result"),
    path("offers/<int:pk>/", offers.show, name="show-offer"),
    path("offers/<int:pk>/answer/", offers.answer, name="answer-offer"),
    path("pairs/<int:mentorship_pk>/end/", pairs.end, name="end-pair"),
    # Mentors, and a mentee's list
    path("cycles/<int:cycle_pk>/mentors/", mentors.list_mentors, name="list-mentors"),
    path("cycles/<int:cycle_pk>/ranking/", ranking.change_list, name="change-list"),
    path("cycles/<int:cycle_pk>/ranking/numbers/", ranking.edit_ranks, name="edit-ranks"),
    path("mentors/<int:pk>/", mentors.show_mentor, name="show-mentor"),
    path("mentors/<int:pk>/avoid/", ranking.avoid, name="avoid-mentor"),
    path("mentors/<int:pk>/avoid/undo/", ranking.undo_avoid, name="undo-avoidance"),
    # Conflicts of interest
    path("mentors/<int:pk>/conflict/", conflicts.declare, name="declare-conflict"),
    path("pairs/<int:mentorship_pk>/conflict/", conflicts.declare_in_pair, name="declare-pair-conflict"),
    path("offers/<int:pk>/conflict/", conflicts.declare_in_offer, name="declare-offer-conflict"),
    path("programs/<slug:slug>/conflicts/", conflicts.list_conflicts, name="list-conflicts"),
    path("programs/<slug:slug>/conflicts/new/", conflicts.add, name="add-conflict"),
    path("programs/<slug:slug>/conflicts/import/", conflicts.import_roster, name="import-conflicts"),
    path("programs/<slug:slug>/conflicts/roster.csv", conflicts.download_template, name="download-roster"),
    path("programs/<slug:slug>/conflicts/recusals.csv", conflicts.download_recusals, name="download-recusals"),
    path("programs/<slug:slug>/conflicts/<int:pk>/settle/", conflicts.settle, name="settle-conflict"),
    path("programs/<slug:slug>/conflicts/<int:pk>/delete/", conflicts.delete, name="delete-conflict"),
]
