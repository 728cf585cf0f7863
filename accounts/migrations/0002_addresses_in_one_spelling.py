from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.addresses import same_address


def rewrite(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give every address the spelling that all are stored in from now on."""
    for model in (apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")):
        for pk, email in model.objects.values_list("pk", "email"):
            if same_address(email) != email:
                model.objects.filter(pk=pk).update(email=same_address(email))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
