"""The living page on its own, and a page with a form, so that they are looked at whatever else is built."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Template
from django.template.context import RequestContext
from django.urls import include, path

from core.widgets import FilesDrop, SearchSelect

PAGE = """{% extends "shell.html" %}{% block heading %}Report{% endblock %}{% block main %}
<form method="post" data-draft="report" data-version="3" id="report">
{% csrf_token %}{{ form }}<button>Send</button></form>
<form data-auto id="filter"><select name="status"><option>open</option><option>closed</option></select></form>
<div class="drop" data-drop data-upload="/upload/"><input type="file" id="files" name="file" multiple></div>
<ul class="uploads" data-uploads-for="files"></ul>
<button id="load" hx-get="/part/" hx-target="#part">Load</button><div id="part"></div>
<button id="fail" hx-get="/fail/" hx-target="#part">Fail</button>
<a href="/done/" id="away">Away</a>{% endblock %}"""

PART = """<p>Loaded</p><p tabindex="-1" data-focus id="changed">Here</p>
<select id="late" data-combobox><option>One</option></select>"""


MODULES = [("Home", "home", 0), ("Work", "work", 17), ("Properties", "building", 0), ("Vendors", "truck", 6)]
SHELL: dict[str, Any] = {
    "navigation": [
        *({"label": label, "icon": icon, "url": "/design/", "count": count} for label, icon, count in MODULES),
        {"label": "Requests", "icon": "message", "url": "/design/", "below": True, "current": True},
        {"label": "Settings", "icon": "settings", "url": "/design/", "foot": True},
    ],
    "scope": {"label": "All 54 properties", "trail": [{"label": "Chicago"}], "url": "/design/"},
    "scope_search_url": "/places/",
    "search_url": "/search/",
    "suggest_url": "/jump/",
    "person": {"name": "Dana Okafor"},
    "person_menu": [{"label": "Sign out", "url": "/out/", "method": "post", "icon": "logout"}],
}


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": SHELL}


class ReportForm(forms.Form):
    title = forms.CharField()
    vendor = forms.ChoiceField(required=False, widget=SearchSelect("/options/"), choices=[("", "")])
    photos = forms.FileField(required=False, widget=FilesDrop(camera=True))


posts: list[str] = []


def report(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        posts.append(request.POST["title"])
        return HttpResponseRedirect("/done/")
    return HttpResponse(Template(PAGE).render(RequestContext(request, {"form": ReportForm()})))


def done(request: HttpRequest) -> HttpResponse:
    page = '{% extends "shell.html" %}{% block heading %}Done{% endblock %}'
    return HttpResponse(Template(page).render(RequestContext(request)))


def upload(request: HttpRequest) -> HttpResponse:
    name = request.FILES["file"].name or ""
    if name.endswith(".exe"):
        return HttpResponse(status=400, headers={"X-Error": "Programs are not taken"})
    return HttpResponse(status=204)


urlpatterns = [
    path("", include("core.pages.urls")),
    path("report/", report),
    path("places/", lambda request: HttpResponse('<a href="/design/">Duluth</a>')),
    path("jump/", lambda request: HttpResponse('<a href="/done/">Work order 4817</a>')),
    path("done/", done),
    path("upload/", upload),
    path("options/", lambda request: HttpResponse(f'<option value="7">Found {request.GET["q"]}</option>')),
    path("part/", lambda request: HttpResponse(PART)),
    path("fail/", lambda request: HttpResponse(status=500)),
]
