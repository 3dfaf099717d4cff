"""Erasures: that somebody is no longer named here, and what stands in their place."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.personal import Named, Personal
from core.records import Owned


class Erasure(Owned):
    """That a person's name and addresses were taken out of the organization's data: when, by whom and why.

    It says the pseudonym that stands in their place, and nothing of who they were.
    """

    module = "erasure"
    personal = Personal(named=(Named(account="person", tells=("pseudonym", "reason", "erased_at")),))

    # Who had an account. What is left of an account without a name is a pseudonym itself.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    # A hash of the account or the address that only this installation can make: whoever is erased again is known.
    subject = models.CharField(_("subject"), max_length=64, editable=False)
    pseudonym = models.CharField(_("pseudonym"), max_length=40, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    # Not while another organization has the person as a member: name and address of the account are theirs too.
    account_erased = models.BooleanField(_("account erased"), default=False, editable=False)
    counts = models.JSONField(_("rows by module"), default=dict, editable=False)
    erased_at = models.DateTimeField(_("erased"), editable=False)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-erased_at", "-id"]
        indexes = [models.Index(fields=["organization", "-erased_at", "-id"], name="erasure_newest")]
        constraints = [models.UniqueConstraint(fields=["organization", "subject"], name="erasure_once")]

    def __str__(self) -> str:
        return self.pseudonym
