"""The page of each type of problem: what it means and what to do about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from api.problems import PROBLEMS


def problem_list(request: HttpRequest) -> HttpResponse:
    """All of them, in the order of their status."""
    return render(request, "api/problems.html", {"problems": list(PROBLEMS.values())})


def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    if code not in PROBLEMS:
        raise Http404
    return render(request, "api/problem.html", {"problem": PROBLEMS[code]})
