"""The collection for Postman, to be downloaded by whoever reads the reference."""

from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from api.answers import json_answer
from api.lists import check_known
from api.openapi.postman import postman_collection
from api.views.base import ApiView


class PostmanView(ApiView):
    """As public as the document it is made of."""

    public: ClassVar[bool] = True
    permission_classes = ()

    def retrieve(self, request: Request) -> HttpResponse:
        check_known(self.plain.GET, frozenset())
        answer = json_answer(postman_collection())
        answer["Content-Disposition"] = 'attachment; filename="atrium.postman_collection.json"'
        return answer
