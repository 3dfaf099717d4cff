"""Counts of what was undone, and an index for what an import wrote."""

from django.db import migrations, models

INDEX = "create index core_change_import on core_change (organization_id, request_id, id) where source = 'import'"


class Migration(migrations.Migration):
    dependencies = [("core", "0006_imports")]

    operations = [
        migrations.AddField(
            "importbatch",
            "kept",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="records kept"),
        ),
        migrations.AddField(
            "importbatch",
            "undone",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="undone records"),
        ),
        migrations.RunSQL(INDEX, "drop index core_change_import"),
    ]
