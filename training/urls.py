from django.urls import URLPattern, path

from training.views import authoring, history, reading, step_editor

app_name = "training"

_OF = "programs/<slug:slug>/training/"
_EDIT = _OF + "edit/<slug:module_slug>/"
_MODULE = _OF + "<slug:module_slug>/"

urlpatterns: list[URLPattern] = [
    path(_OF, reading.list_modules, name="list-modules"),
    path(_OF + "edit/", authoring.list_written, name="edit-modules"),
    path(_OF + "edit/new/", authoring.add_module, name="add-module"),
    path(_OF + "edit/starter/", authoring.add_starter_modules, name="add-starter-modules"),
    path(_EDIT, authoring.edit_module, name="edit-module"),
    path(_EDIT + "move/", authoring.move_module, name="move-module"),
    path(_EDIT + "start/", authoring.start_draft, name="start-draft"),
    path(_EDIT + "discard/", authoring.discard_draft, name="discard-draft"),
    path(_EDIT + "publish/", authoring.publish_module, name="publish-module"),
    path(_EDIT + "compare/", authoring.compare_module, name="compare-module"),
    path(_EDIT + "withdraw/", authoring.withdraw_module, name="withdraw-module"),
    path(_EDIT + "preview/<key:position>/", step_editor.preview_step, name="preview-step"),
    path(_EDIT + "steps/new/<slug:kind>/", step_editor.add_step, name="add-step"),
    path(_EDIT + "steps/<key:pk>/", step_editor.edit_step, name="edit-step"),
    path(_EDIT + "steps/preview/<slug:kind>/", step_editor.live_preview, name="live-preview"),
    path(_EDIT + "steps/<key:pk>/opened/", step_editor.say_step_open, name="say-step-open"),
    path(_EDIT + "steps/<key:pk>/before/", history.list_texts, name="list-step-texts"),
    path(_EDIT + "steps/<key:pk>/before/back/", history.put_back, name="put-step-back"),
    path(_EDIT + "steps/<key:pk>/move/", step_editor.move_step, name="move-step"),
    path(_EDIT + "steps/<key:pk>/delete/", step_editor.delete_step, name="delete-step"),
    path(_MODULE, reading.show_module, name="show-module"),
    path(_MODULE + "begin/", reading.begin_module, name="begin-module"),
    path(_MODULE + "<key:position>/", reading.take_step, name="take-step"),
]
