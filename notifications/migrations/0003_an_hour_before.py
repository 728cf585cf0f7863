from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_daily_mail")]

    operations = [
        migrations.AddField(
            model_name="notificationpreference",
            name="hour_before",
            field=models.BooleanField(
                default=False, help_text="Wants to be reminded an hour before a session too."
            ),
        ),
    ]
