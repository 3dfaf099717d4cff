"""Times and days are written in the digits 0 to 9: others are read as numbers, and do not compare as texts."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0022_generation_of_kept_calendars"),
    ]

    operations = [
        migrations.AlterField(
            model_name="maintenanceplan",
            name="due_time",
            field=models.CharField(
                default="08:00",
                help_text="On the property's clock.",
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A([01][0-9]|2[0-3]):[0-5][0-9]\\Z", "Give a time such as 08:00.", code="time"
                    )
                ],
                verbose_name="time of day",
            ),
        ),
        migrations.AlterField(
            model_name="maintenanceplan",
            name="season_from",
            field=models.CharField(
                blank=True,
                help_text="Month and day, such as 04-01.",
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\\Z",
                        "Give month and day such as 04-01.",
                        code="day",
                    )
                ],
                verbose_name="season from",
            ),
        ),
        migrations.AlterField(
            model_name="maintenanceplan",
            name="season_until",
            field=models.CharField(
                blank=True,
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\\Z",
                        "Give month and day such as 04-01.",
                        code="day",
                    )
                ],
                verbose_name="season until",
            ),
        ),
    ]
