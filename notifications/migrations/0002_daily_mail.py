import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="digest",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="told_of",
                to="notifications.message",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="turn_on",
            field=models.DateField(
                blank=True, help_text="The recipient's day of whose e-mails that can wait this is one.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="category",
            field=models.CharField(
                choices=[
                    ("match", "Your match"),
                    ("session", "Sessions"),
                    ("cancellation", "Cancellations"),
                    ("ranking", "Ranking"),
                    ("handbook", "Handbook"),
                    ("log", "Session log"),
                    ("feedback", "Feedback"),
                    ("safety", "Safety"),
                    ("digest", "Daily digest"),
                ],
                max_length=20,
            ),
        ),
    ]
