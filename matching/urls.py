from django.urls import path

from matching.views import downloads, mentors, offers, proposals, ranking, rounds, steps

app_name = "matching"

urlpatterns = [
    # Rounds
    path("programs/<slug:slug>/rounds/", rounds.list_rounds, name="list-rounds"),
    path("programs/<slug:slug>/rounds/new/", rounds.create, name="create-round"),
    path("rounds/<key:pk>/", rounds.show, name="show-round"),
    path("rounds/<key:pk>/edit/", rounds.edit, name="edit-round"),
    path("rounds/<key:pk>/supplement/", rounds.create_supplement, name="create-supplement"),
    path("rounds/<key:pk>/demand/", rounds.show_demand, name="show-demand"),
    path("rounds/<key:pk>/nudge/", steps.nudge, name="nudge-mentees"),
    path("rounds/<key:pk>/remind/", steps.remind, name="remind-mentees"),
    path("rounds/<key:pk>/open/", steps.open_round, name="open-round"),
    path("rounds/<key:pk>/close/", steps.close_round, name="close-round"),
    path("rounds/<key:pk>/run/", steps.run_round, name="run-round"),
    path("rounds/<key:pk>/stop/", steps.stop_run, name="stop-run"),
    path("rounds/<key:pk>/reopen/", steps.reopen_round, name="reopen-round"),
    path("rounds/<key:pk>/cancel/", steps.cancel_round, name="cancel-round"),
    path("rounds/<key:pk>/publish/", steps.publish, name="publish-round"),
    # What the strategies propose
    path("rounds/<key:pk>/differences/", proposals.list_differences, name="list-differences"),
    path("rounds/<key:pk>/what-if/", proposals.ask_what_if, name="ask-what-if"),
    path("proposals/<key:pk>/delete/", proposals.delete_question, name="delete-what-if"),
    path("proposals/<key:pk>/weak-cases/", proposals.list_weak_cases, name="list-weak-cases"),
    path("proposals/<key:pk>/change-pair/", proposals.change_pair, name="change-pair"),
    path("rounds/<key:pk>/instance.json", downloads.instance, name="download-instance"),
    path("rounds/<key:pk>/matches.<str:form>", downloads.matches, name="export-matches"),
    path("rounds/<key:pk>/record.pdf", downloads.record, name="download-record"),
    path("proposals/<key:pk>/result.json", downloads.result, name="download-result"),
    path("proposals/<key:pk>/certificate.json", downloads.certificate, name="download-certificate"),
    path("rounds/<key:pk>/verify.py", downloads.verifier, name="download-verifier"),
    # Offers
    path("rounds/<key:pk>/offers/", offers.list_offers, name="list-offers"),
    path("rounds/<key:pk>/result/", offers.show_result, name="show-result"),
    path("offers/<key:pk>/", offers.show, name="show-offer"),
    path("offers/<key:pk>/answer/", offers.answer, name="answer-offer"),
    path("offers/<key:pk>/extend/", offers.extend, name="extend-offer"),
    path("offers/<key:pk>/close/", offers.close, name="close-offer"),
    # Mentors, and a mentee's list
    path("cycles/<key:cycle_pk>/mentors/", mentors.list_mentors, name="list-mentors"),
    path("cycles/<key:cycle_pk>/ranking/", ranking.change_list, name="change-list"),
    path("cycles/<key:cycle_pk>/ranking/numbers/", ranking.edit_ranks, name="edit-ranks"),
    path("cycles/<key:cycle_pk>/ranking/receipt/", ranking.show_receipt, name="show-receipt"),
    path("mentors/<key:pk>/", mentors.show_mentor, name="show-mentor"),
    path("mentors/<key:pk>/avoid/", ranking.avoid, name="avoid-mentor"),
    path("mentors/<key:pk>/avoid/undo/", ranking.undo_avoid, name="undo-avoidance"),
    path("offers/<key:pk>/conflict/", offers.declare_conflict, name="declare-offer-conflict"),
]
