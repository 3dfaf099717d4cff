"""Atrium's models and tables with Django's own settings around them."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

# Allauth insists on a middleware of its own, and the admin's sign-in on allauth.
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(("allauth", "accounts.apps."))]

MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "benchmarks.plain.urls"
REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
# Atrium's own validator would answer by Atrium's own statement; the toolkit's reads token, user and application.
OAUTH2_PROVIDER = {"OAUTH2_VALIDATOR_CLASS": "oauth2_provider.oauth2_validators.OAuth2Validator"}
# As Django connects by itself: values bound in the client, statements planned each time.
DATABASES["default"]["OPTIONS"] = {
    name: value
    for name, value in DATABASES["default"]["OPTIONS"].items()
    if name not in ("server_side_binding", "prepare_threshold")
}
