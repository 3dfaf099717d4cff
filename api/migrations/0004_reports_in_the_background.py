from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0003_exports")]

    operations = [
        migrations.AddField(
            model_name="export",
            name="document_key",
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name="document"),
        ),
        migrations.AddField(
            model_name="export",
            name="report",
            field=models.CharField(blank=True, default="", editable=False, max_length=40, verbose_name="report"),
            preserve_default=False,
        ),
    ]
