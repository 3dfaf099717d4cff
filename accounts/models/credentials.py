"""Credentials of programs: API keys and OAuth2 clients, each acting as a service account of its own."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from core.records import Owned


class Credential(Owned):
    """What a program signs in with. Its service account has the role and the places; scopes narrow them."""

    module = "credential"

    KEY, CLIENT = "api_key", "oauth_client"

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=[(KEY, _("API key")), (CLIENT, _("OAuth2 client"))])
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("service account"), related_name="credential"
    )
    prefix = models.CharField(_("prefix"), max_length=40, help_text=_("The visible part: key prefix or client id."))
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"), default=list)
    allowed_networks = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("allowed networks"),
        default=list,
        blank=True,
        help_text=_("IPv4 and IPv6 networks; empty: from anywhere."),
    )
    rate_per_minute = models.PositiveIntegerField(_("calls a minute"), default=600)
    calls_per_day = models.PositiveIntegerField(
        _("calls a day"), null=True, blank=True, help_text=_("Days of UTC; empty: as many as the limit a minute lets.")
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    rotated_at = models.DateTimeField(_("new secret"), null=True, blank=True, editable=False)
    former_until = models.DateTimeField(_("former secret opens until"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "prefix"], name="credential_prefix_once")]

    def __str__(self) -> str:
        return self.name


class CredentialUse(models.Model):
    """When a credential was last used, written at most once a minute and kept out of the change record."""

    id = models.UUIDField(primary_key=True, editable=False)  # the credential's id
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")
    last_used_at = models.DateTimeField(_("last used"))

    class Meta:
        verbose_name = _("use of a credential")
        verbose_name_plural = _("uses of credentials")

    def __str__(self) -> str:
        return str(self.id)


class Application(AbstractApplication):
    """The OAuth2 client of a credential. Found before the organization is known, so it lies outside the policy."""

    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+", null=True)
    credential_id = models.UUIDField(_("credential"), null=True)
    # The scopes a token of this client may carry, space-separated, as the credential lists them.
    allowed_scopes = models.TextField(_("allowed scopes"), blank=True)
    # Hash of the secret before the last rotation, and until when it still opens.
    former_secret = models.CharField(_("former secret"), max_length=255, blank=True)
    former_secret_until = models.DateTimeField(_("former secret until"), null=True, blank=True)

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"


class AccessToken(AbstractAccessToken):
    """An access token, stored as its checksum only."""


class RefreshToken(AbstractRefreshToken):
    """Unused: client credentials get no refresh token. The toolkit wants the model."""


class IDToken(AbstractIDToken):
    """Unused: Atrium is no OpenID provider. The toolkit wants the model."""


class Grant(AbstractGrant):
    """Unused: there is no authorization-code flow. The toolkit wants the model."""
