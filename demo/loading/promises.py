"""Public holidays in the calendar that an organization starts with."""

from accounts.models import Organization
from core.acting import acting
from demo.loading.batches import loader_of
from workorders.actions.calendars import update_calendar
from workorders.models import BusinessCalendar


def observe_holidays(organization: Organization, country: str, subdivision: str) -> None:
    """Offices are closed on the holidays of the country and the state."""
    actor = loader_of(organization)
    with acting(actor):
        calendar = BusinessCalendar.objects.visible_to(actor).get(is_default=True)
        update_calendar(calendar, actor=actor, country=country, subdivision=subdivision)
