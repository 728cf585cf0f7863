"""Among peers everybody is a peer: the database refuses a mentor or a mentee in their group, and a peer in another."""

from django.db import migrations

from core.triggers import Rule, refuse

_KIND = "(SELECT g.kind = 'peers' FROM pairs_mentoringgroup g WHERE g.id = NEW.group_id)"


class Migration(migrations.Migration):
    dependencies = [("pairs", "0001_initial")]

    operations = [
        refuse(
            [Rule("pairs_groupmember", event, f"(NEW.side = 'peer') <> {_KIND}") for event in ("INSERT", "UPDATE")],
            "among peers everybody is a peer",
        ),
    ]
