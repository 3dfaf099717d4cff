"""The web application. Traces begin before it is made, since what reads requests for them is a middleware."""

import os

import django
from django.core.wsgi import get_wsgi_application

from core.operations.collecting import collect_rarely
from core.operations.tracing import start_tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
start_tracing()
application = get_wsgi_application()
collect_rarely()
