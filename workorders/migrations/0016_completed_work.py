"""What was completed in a time is read from an index: the first page counts it by day."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("workorders", "0015_generation_of_promises")]

    operations = [
        migrations.AddIndex(
            "workorder",
            models.Index(
                fields=["organization", "-completed_at"],
                name="work_order_completed",
                include=("due_at", "archived_at", "deleted_at"),
                condition=Q(completed_at__isnull=False),
            ),
        ),
    ]
