"""`manage.py api_postman`: print the collection of the whole API for Postman."""

from typing import Any

import orjson
from django.core.management.base import BaseCommand

from api.openapi.postman import postman_collection


class Command(BaseCommand):
    help = "Prints the API as a Postman collection: manage.py api_postman > atrium.postman_collection.json"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(orjson.dumps(postman_collection(), option=orjson.OPT_INDENT_2).decode())
