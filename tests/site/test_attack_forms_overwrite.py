"""Every form is known: it carries a revision, or there is a reason why it has nothing to overwrite."""

import importlib
import inspect
import pkgutil

import pytest
from django import forms

from core.revised_forms import RevisedForm, RevisedModelForm
from pairs.forms.conflicts import ConflictForm
from people.forms.interests import NewTermForm
from people.forms.listed_words import NewWordForm

APPS = (
    "accounts",
    "notifications",
    "programs",
    "training",
    "people",
    "surveys",
    "pairs",
    "matching",
    "sessions",
    "feedback",
    "reports",
)

# What is created, asked or answered once; nothing that is stored is replaced by it.
CREATES = {
    "people.VolunteerForm",
    "accounts.PhotoForm",  # another photo is meant
    "notifications.DeviceForm",
    "notifications.NumberForm",  # another number is meant
    "notifications.CodeForm",
    "programs.NewWebhookForm",
    "programs.FirstRunForm",
    "programs.PictureForm",
    "programs.HolidayFileForm",  # its days are added
    "programs.LogoForm",  # another logo is meant
    "programs.BringTextForm",
    "programs.TakeChaptersForm",  # chapters are added after those of the draft
    "programs.QuoteForm",
    "pairs.RecordForm",
    "training.ChoiceForm",  # the first answer that fits stands
    "training.DoneForm",
    "programs.NewProgramForm",
    "programs.SaveTemplateForm",
    "programs.TemplateFileForm",
    "surveys.InstrumentFileForm",
    "surveys.LanguageForm",
    "surveys.LibraryForm",
    "surveys.NewSurveyForm",
    "programs.FirstDayForm",  # it counts, and stores nothing
    "people.NewSchoolForm",
    "people.AppointmentForm",
    "people.SchoolAppointmentForm",
    "people.SaveViewForm",  # a view of the same name is meant
    "people.StaffMessageForm",
    "people.AddPersonForm",
    "people.ImportForm",
    "people.WhereForm",
    "people.ColumnsForm",
    "people.PeerColumnsForm",
    "matching.ListColumnsForm",
    "people.NewTermForm",
    "people.NewWordForm",
    "pairs.AllocationColumnsForm",
    "pairs.RosterColumnsForm",
    "sessions.GuestForm",
    "sessions.WeeklyHoursForm",
    "sessions.DayHoursForm",
    "sessions.SlotForm",
    "sessions.PollForm",
    "sessions.TimesForm",  # rows that others have
    "sessions.PollAnswerForm",  # one’s own answer, replaced by oneself
    "sessions.OwnCalendarForm",  # another address is meant
    "pairs.ConflictForm",
    "pairs.DeclareForm",
    "pairs.RosterForm",
    "pairs.AvoidedPeerForm",
    "pairs.TopicForm",
    "pairs.ThingForm",
    "pairs.ThanksForm",
    "pairs.GoalStepForm",
    "pairs.AchievementForm",
    "feedback.AskForm",
    "reports.CodeForm",  # only looks
    "matching.PairWishForm",
    "matching.TogetherForm",
    "matching.FixedPairForm",
    "matching.WhatIfForm",
    "matching.RunForm",
    "matching.AskForm",
    "matching.AskPeerForm",
}
# A step of a state machine: the service locks the row and refuses the step from another state.
STEPS = {
    "programs.AcknowledgeForm",
    "programs.ConsentForm",  # it carries the words that were read
    "people.DeclineForm",
    "people.WithdrawForm",
    "people.EndMentoringForm",
    "people.ReasonForm",
    "people.TrainingDayForm",
    "people.MergeForm",
    "people.MergeTermForm",
    "people.MergeWordForm",
    "people.ReturnForm",
    "pairs.ReasonForm",
    "pairs.ProgressForm",  # what was said last is meant to stand
    "pairs.PauseForm",
    "sessions.StepNoteForm",
    "pairs.YearForm",
    "pairs.ConfirmedMentorForm",
    "pairs.MentorForm",
    "pairs.InterimForm",
    "pairs.JoinForm",
    "pairs.SignForm",  # it carries the hash of the version that was read
    "people.LeaveForm",
    "matching.AnswerForm",
    "matching.InstanceFileForm",
    "matching.MoreTimeForm",
    "matching.RecordAnswerForm",
    "matching.ReopenForm",
    "matching.PublishForm",
    "surveys.SwitchOnForm",  # the terms are in a file that never changes
    "sessions.SequenceForm",
    "sessions.SuggestionAnswerForm",
    "sessions._PickedForm",
    "sessions.RemoveGuestForm",
    "sessions.LeadForm",
    "sessions.SessionMessageForm",
}
# The revision stands beside them in the page, for the whole of which they are a part.
BESIDE = {
    "programs.HelpContactForm",  # one row of the page of contacts
    "sessions.ChangeRequestForm",  # the revision of the log
    "matching.ChangeForm",  # `seen`, the list on the page
}


def _forms() -> dict[str, type[forms.BaseForm]]:
    found: dict[str, type[forms.BaseForm]] = {}
    for app in APPS:
        module = importlib.import_module(f"{app}.forms")
        inside = pkgutil.iter_modules(getattr(module, "__path__", []))
        for one in (module, *(importlib.import_module(f"{app}.forms.{info.name}") for info in inside)):
            for name, each in inspect.getmembers(one, inspect.isclass):
                if issubclass(each, forms.BaseForm) and each.__module__ == one.__name__:
                    found[f"{app}.{name}"] = each
    return found


def _carries(form: type[forms.BaseForm]) -> bool:
    return issubclass(form, RevisedForm | RevisedModelForm)


def test_a_form_carries_a_revision_or_says_why_not() -> None:
    without = {name for name, form in _forms().items() if not _carries(form)}
    assert without == CREATES | STEPS | BESIDE


def test_a_form_of_a_stored_row_carries_its_revision() -> None:
    """A form of a model without a revision is one that only creates."""
    of_models = {form for form in _forms().values() if issubclass(form, forms.ModelForm) and not _carries(form)}
    assert {form.__name__ for form in of_models} == {
        NewTermForm.__name__,
        NewWordForm.__name__,
        ConflictForm.__name__,
        "HelpContactForm",
    }


@pytest.mark.parametrize("name", sorted(CREATES | STEPS | BESIDE))
def test_what_is_excused_exists(name: str) -> None:
    assert name in _forms()
