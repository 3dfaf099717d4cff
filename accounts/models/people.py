"""People, who sign in by e-mail, and service accounts, as which credentials act."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from core.validators import validate_time_zone


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is stored folded, so that it is one person however it is typed."""

    def create_user(self, email: str, password: str | None = None, **values: Any) -> "Person":
        person = self.model(email=self.normalize_email(email), **values)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **values: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **values)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().casefold()

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email=self.normalize_email(email))


class Person(AbstractBaseUser):  # type: ignore[django-manager-missing]  # of the toolkit's models, which has no stubs
    """Somebody who signs in, or a service account as which a key or token acts. One person, several organizations."""

    HUMAN, SERVICE = "human", "service"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=10, choices=[(HUMAN, _("person")), (SERVICE, _("service account"))], default=HUMAN
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: the organization's."),
    )
    theme = models.CharField(
        _("theme"),
        max_length=10,
        choices=[("system", _("as the device")), ("light", _("light")), ("dark", _("dark"))],
        default="system",
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("platform staff"), default=False, help_text=_("May open the admin."))
    is_superuser = models.BooleanField(_("platform administrator"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    # Django's admin asks these two; inside an organization permissions come from the role (core.actor).
    def has_perm(self, permission: str, obj: object = None) -> bool:
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_superuser
