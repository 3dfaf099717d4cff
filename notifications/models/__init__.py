from notifications.models.notices import Follow, Notification
from notifications.models.preferences import NotificationPreference, NotificationSchedule

__all__ = ["Follow", "Notification", "NotificationPreference", "NotificationSchedule"]
