from notifications.models.mail import InboundMail, Mail, MailAttachment, MailSuppression
from notifications.models.notices import Follow, Notification
from notifications.models.preferences import NotificationPreference, NotificationSchedule

__all__ = [
    "Follow",
    "InboundMail",
    "Mail",
    "MailAttachment",
    "MailSuppression",
    "Notification",
    "NotificationPreference",
    "NotificationSchedule",
]
