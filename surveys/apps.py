from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from accounts.services.merging import Becomes, register_references
        from surveys.models import AskedPerson, SchoolInstrument, SurveyResponse, SurveyVersion
        from surveys.notices import register_events
        from surveys.services.template_surveys import register_surveys

        register_events()
        register_surveys()
        register_references(AskedPerson, Becomes.MOVED, "person", once_per=("wave",))
        register_references(SurveyResponse, Becomes.MOVED, "person", once_per=("wave",))
        register_references(SchoolInstrument, Becomes.LEFT, "accepted_by")
        register_references(SurveyVersion, Becomes.LEFT, "published_by")
