"""Private addresses under which somebody's own calendar reads the work."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import Owned
from workorders.choices import FeedScope


class CalendarFeed(Owned):
    """A private address that somebody's calendar program reads. Whoever has it reads what its person may see."""

    module = "calendar_feed"
    personal = Personal(named=(Named(account="person", tells=("name", "whose", "created_at"), goes=True),))

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+", db_index=False
    )
    name = models.CharField(_("name"), max_length=60, help_text=_("Such as the telephone or program that reads it."))
    whose = models.CharField(_("whose work"), max_length=10, choices=FeedScope, default=FeedScope.MINE)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "name"],
                name="calendar_feed_name_taken",
                violation_error_message=_("You already have an address of this name."),
            ),
            one_of("whose", FeedScope, name="calendar_feed_whose_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def personal_condition(cls, actor: Actor) -> models.Q:
        """One's own alone."""
        return models.Q(person_id=actor.person_id)
