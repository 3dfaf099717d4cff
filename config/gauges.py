"""What is counted for whoever runs the installation, in the order of the status page. An app adds its own here."""

from core.operations.figures import CORE_GAUGES
from notifications.gauges import MAIL_GAUGES

GAUGES = (*CORE_GAUGES, *MAIL_GAUGES)
