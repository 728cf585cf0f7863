from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        from training.services.merging import register_training_references
        from training.services.template_modules import register_modules

        register_training_references()
        register_modules()
