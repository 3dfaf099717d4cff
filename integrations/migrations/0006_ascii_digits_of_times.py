"""Times and days are written in the digits 0 to 9: others are read as numbers, and do not compare as texts."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0005_alerts_that_wait"),
    ]

    operations = [
        migrations.AlterField(
            model_name="eventrule",
            name="at",
            field=models.CharField(
                blank=True,
                help_text="Such as 07:30, by the organization's clock.",
                max_length=5,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A([01][0-9]|2[0-3]):[0-5][0-9]\\Z", "A time is written such as 07:30.", code="invalid"
                    )
                ],
                verbose_name="at",
            ),
        ),
    ]
