from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("accounts")
    default = True


class AtriumAdminConfig(admin.AdminConfig):
    """Django's admin with our doorway."""

    default = False
    default_site = "accounts.admin_site.AtriumAdminSite"
