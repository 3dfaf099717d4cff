"""The living page of components: every part in every state, drawn by the includes that the pages use."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.pages.specimens import specimens


def design(request: HttpRequest) -> HttpResponse:
    return render(request, "design/page.html", specimens())
