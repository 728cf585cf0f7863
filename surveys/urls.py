"""Addresses of surveys."""

from django.urls import URLPattern, path

from surveys.views import answering, editor, editor_parts, editor_sources, instruments, preview, waves

app_name = "surveys"

_INSTRUMENT = "schools/<slug:school>/instruments/<slug:key>/"
_SURVEYS = "programs/<slug:slug>/surveys/"
_SURVEY = _SURVEYS + "<key:pk>/"
_PART = _SURVEY + "parts/<slug:key>/"
_QUESTION = _SURVEY + "questions/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("schools/<slug:school>/instruments/", instruments.list_instruments, name="list-instruments"),
    path(_INSTRUMENT, instruments.show_instrument, name="show-instrument"),
    path(_INSTRUMENT + "off/", instruments.switch_instrument_off, name="switch-instrument-off"),
    path(_INSTRUMENT + "file/", instruments.download_instrument, name="download-instrument"),
    path("my-surveys/", answering.list_mine, name="list-mine"),
    path("surveys/<key:pk>/", answering.answer, name="answer"),
    path("surveys/<key:pk>/answers/", answering.show_answers, name="show-answers"),
    path("surveys/<key:pk>/take-back/", answering.take_answers_back, name="take-back"),
    path(_SURVEYS, editor.list_surveys, name="list-surveys"),
    path(_SURVEYS + "new/", editor.create_survey, name="create-survey"),
    path(_SURVEY, editor.edit_survey, name="edit-survey"),
    path(_SURVEY + "details/", editor.edit_details, name="edit-details"),
    path(_SURVEY + "publish/", editor.publish, name="publish-survey"),
    path(_SURVEY + "next-version/", editor.start_version, name="start-version"),
    path(_SURVEY + "discard/", editor.discard, name="discard-draft"),
    path(_SURVEY + "preview/", preview.preview, name="preview-survey"),
    path(_SURVEY + "languages/", editor_sources.edit_languages, name="edit-languages"),
    path(_SURVEY + "languages/<slug:key>/drop/", editor_sources.drop_language, name="drop-language"),
    path(_SURVEY + "instruments/", editor_sources.choose_instrument, name="choose-instrument"),
    path(_SURVEY + "instruments/<slug:key>/", editor_sources.add_instrument, name="add-instrument"),
    path(_SURVEY + "parts/new/", editor_parts.add_block, name="add-part"),
    path(_PART, editor_parts.edit_block, name="edit-part"),
    path(_PART + "move/", editor_parts.move_block, name="move-part"),
    path(_PART + "delete/", editor_parts.delete_block, name="delete-part"),
    path(_PART + "library/", editor_sources.take_questions, name="take-questions"),
    path(_PART + "new/<slug:kind>/", editor_parts.add_question, name="add-question"),
    path(_QUESTION, editor_parts.edit_question, name="edit-question"),
    path(_QUESTION + "move/", editor_parts.move_question, name="move-question"),
    path(_QUESTION + "delete/", editor_parts.delete_question, name="delete-question"),
    path("programs/<slug:slug>/survey-dates/", waves.list_waves, name="list-waves"),
    path("cycles/<key:cycle_pk>/surveys/plan/", waves.plan_all, name="plan-year"),
    path("cycles/<key:cycle_pk>/surveys/<key:pk>/plan/", waves.plan, name="plan-wave"),
    path("survey-waves/<key:pk>/days/", waves.edit_days, name="edit-wave"),
    path("survey-waves/<key:pk>/open/", waves.open_wave, name="open-wave"),
    path("survey-waves/<key:pk>/close/", waves.close_wave, name="close-wave"),
    path("survey-waves/<key:pk>/drop/", waves.drop, name="drop-wave"),
]
