"""The wizard: a file, its columns, a dry run, the import in the background, its result and its undoing."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.base import File
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import RuleBroken
from core.figures import say_number
from core.imports.actions import (
    CHECKABLE,
    UNDOABLE,
    map_import,
    remembered_mapping,
    require_import,
    start_import,
    start_undo,
    upload_import,
)
from core.imports.forms import MappingForm, UploadForm, initial_of
from core.imports.models import ImportBatch, ImportProblem, Status
from core.imports.problems import stream_problems
from core.imports.reading import open_table, sample
from core.imports.running import OUTCOMES
from core.imports.tasks import hand_to_workers
from core.imports.undo import preview_undo
from core.pages.addresses import address, list_address
from core.pages.answers import surface_page
from core.pages.requests import PageRequest
from core.surfaces import Surface

SHOWN, FORMER = 20, 10


@surface_page
def upload_page(request: PageRequest, surface: Surface) -> HttpResponse:
    """Step 1: the file. Former imports of the module are listed below."""
    require_import(surface, request.actor)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (batch := keep_file(request, surface, form)):
        return redirect(batch_address(request, surface, batch))
    former = ImportBatch.objects.visible_to(request.actor).filter(record_module=surface.module)
    context = {
        **steps_of(request, surface, 1),
        "form": form,
        "former": [
            {"batch": one, "url": batch_address(request, surface, one)}
            for one in former.select_related("created_by").order_by("-created_at", "-id")[:FORMER]
        ],
    }
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


def keep_file(request: PageRequest, surface: Surface, form: UploadForm) -> ImportBatch | None:
    """The stored file, or None with the form saying why not. A heading is read at once: a picture is no table."""
    file: Any = form.cleaned_data["file"]
    if not file:
        raw = form.cleaned_data["pasted"].encode()
        file = File(BytesIO(raw), name=_("pasted.csv"))
    try:
        with open_table(file):
            file.seek(0)
    except RuleBroken as broken:
        if broken.code not in ("encoding", "csv"):  # those may be cured by choosing an encoding
            refuse(form, broken)
            return None
        file.seek(0)
    try:
        return upload_import(surface, actor=request.actor, file=file, name=file.name or "", size=file.size or 0)
    except RuleBroken as broken:
        refuse(form, broken)
        return None


def refuse(form: UploadForm, broken: RuleBroken) -> None:
    """Say in the form why the file is not taken."""
    for problem in broken.problems:
        form.add_error("file", problem.message)


@surface_page
def import_page(request: PageRequest, surface: Surface, batch: UUID) -> HttpResponse:
    """Where the import stands: its columns, the dry run's counts, its progress or its result."""
    found = get_batch(request, surface, batch)
    if found.status == Status.UPLOADED:
        return map_columns(request, surface, found)
    step = {Status.CHECKING: 3, Status.CHECKED: 3}.get(Status(found.status), 4)
    context = {**steps_of(request, surface, step, found), **result_of(request, surface, found)}
    return render(request, "imports/batch.html", context)


@surface_page
def columns_page(request: PageRequest, surface: Surface, batch: UUID) -> HttpResponse:
    """Step 2 again: other columns for the same file."""
    found = get_batch(request, surface, batch)
    if found.status not in CHECKABLE or found.started_at is not None:
        return redirect(batch_address(request, surface, found))
    return map_columns(request, surface, found)


def map_columns(request: PageRequest, surface: Surface, batch: ImportBatch) -> HttpResponse:
    """Step 2: which column fills which field. Choosing leads to the dry run."""
    encoding = request.POST.get("encoding", batch.mapping.get("encoding", ""))
    columns, trouble = read_columns(batch, encoding)
    given = batch.mapping or remembered_mapping(surface, [one["name"] for one in columns], actor=request.actor)
    # Columns that could not be read were not chosen either: the same page again, in the other encoding.
    is_chosen = request.method == "POST" and "reread" not in request.POST
    form = MappingForm(
        request.POST if is_chosen else None,
        surface=surface,
        columns=columns,
        actor=request.actor,
        initial=initial_of({**given, "encoding": encoding}, columns),
    )
    if is_chosen and form.is_valid() and trouble is None:
        try:
            map_import(batch, actor=request.actor, mapping=form.mapping())
            start_import(batch, actor=request.actor, dry=True)
        except RuleBroken as broken:
            form.add_problems(broken)
        else:
            hand_to_workers(batch)
            return redirect(batch_address(request, surface, batch))
    context = {**steps_of(request, surface, 2, batch), "form": form, "trouble": trouble}
    return render(request, "imports/columns.html", context, status=422 if form.errors or trouble else 200)


def read_columns(batch: ImportBatch, encoding: str) -> tuple[list[dict[str, Any]], RuleBroken | None]:
    """The file's columns with samples, or why they cannot be read in this encoding."""
    try:
        with batch.file.open("rb") as stored, open_table(stored, encoding) as table:
            return sample(table), None
    except RuleBroken as broken:
        return [], broken


@surface_page
def progress_part(request: PageRequest, surface: Surface, batch: UUID) -> HttpResponse:
    """The bar, asked every second while a worker is at it; then the whole page is shown anew."""
    found = get_batch(request, surface, batch)
    if not found.is_at_work:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {**progress_of(found), "poll_url": batch_address(request, surface, found, "progress")}
    return render(request, "components/progress.html", context)


@require_POST
@surface_page
def start_page(request: PageRequest, surface: Surface, batch: UUID) -> HttpResponse:
    """Step 4: for good."""
    found = get_batch(request, surface, batch)
    return _handed_over(request, surface, found, lambda: start_import(found, actor=request.actor, dry=False))


def _handed_over(
    request: PageRequest, surface: Surface, found: ImportBatch, start: Callable[[], ImportBatch]
) -> HttpResponse:
    """Start it and show it at work; from a page that is out of date, say why it was not started."""
    try:
        start()
    except RuleBroken as broken:
        messages.error(request, broken.problems[0].message)
    else:
        hand_to_workers(found)
    return redirect(batch_address(request, surface, found))


@surface_page
def undo_page(request: PageRequest, surface: Surface, batch: UUID) -> HttpResponse:
    """What would be undone and what would stay, and the button that does it."""
    found = get_batch(request, surface, batch)
    if request.method == "POST":
        return _handed_over(request, surface, found, lambda: start_undo(found, actor=request.actor))
    if found.status not in UNDOABLE:
        raise Http404
    context = {**steps_of(request, surface, 4, found), "preview": preview_undo(found)}
    return render(request, "imports/undo.html", context)


@surface_page
def problems_file(request: PageRequest, surface: Surface, batch: UUID) -> HttpResponseBase:
    """Every refused line as a file."""
    found = get_batch(request, surface, batch)
    with found.file.open("rb") as stored, open_table(stored, found.mapping.get("encoding", "")) as table:
        heading = table.heading
    answer = StreamingHttpResponse(
        stream_problems(found, heading, request.actor), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{surface.slug}-problems.csv"'
    return answer


def get_batch(request: PageRequest, surface: Surface, batch: UUID) -> ImportBatch:
    """The import, for who may import into the module."""
    require_import(surface, request.actor)
    found: Any = ImportBatch.objects.filter(record_module=surface.module).get_visible(request.actor, pk=batch)
    return found


def batch_address(request: PageRequest, surface: Surface, batch: ImportBatch, *parts: str) -> str:
    """An import's page, or a page below it."""
    return address(request, surface.slug, "import", batch.pk, *parts)


def steps_of(request: PageRequest, surface: Surface, step: int, batch: ImportBatch | None = None) -> dict[str, Any]:
    """What every page of the wizard shows at its head."""
    labels = [_("File"), _("Columns"), _("Dry run"), _("Import")]
    is_over = batch is not None and batch.status in (Status.DONE, Status.UNDONE)
    return {
        "surface": surface,
        "batch": batch,
        "batch_url": batch_address(request, surface, batch) if batch else "",
        "list_url": list_address(request, surface),
        "import_url": address(request, surface.slug, "import"),
        "crumbs": [
            {"label": capfirst(surface.plural), "url": list_address(request, surface)},
            {"label": _("Imports"), "url": address(request, surface.slug, "import")},
        ],
        "steps": [
            {"label": label, "done": place < step or is_over, "current": place == step and not is_over}
            for place, label in enumerate(labels, start=1)
        ],
    }


def result_of(request: PageRequest, surface: Surface, batch: ImportBatch) -> dict[str, Any]:
    """Counts, the first refused lines, and what may be done next."""
    counts = batch.expected if batch.status == Status.CHECKED else {name: getattr(batch, name) for name in OUTCOMES}
    is_undone = batch.status == Status.UNDONE
    problems = ImportProblem.objects.visible_to(request.actor).filter(batch=batch)
    problems = problems.filter(Q(line=0) if is_undone else Q(line__gt=0)).order_by("line", "column", "id")
    at_work = {**progress_of(batch), "poll_url": batch_address(request, surface, batch, "progress")}
    return {
        "counts": counts,
        "tiles": tiles_of(batch, counts, batch_address(request, surface, batch)),
        "problems": list(problems[:SHOWN]),
        "problem_count": problems.count(),
        "progress": at_work if batch.is_at_work else None,
        "to_write": counts.get("created", 0) + counts.get("updated", 0),
        "takes_long": batch.updated_at is not None and (timezone.now() - batch.updated_at).total_seconds() > 20,
        "may_undo": batch.status in UNDOABLE and batch.created + batch.updated > batch.undone,
    }


def tiles_of(batch: ImportBatch, counts: dict[str, int], url: str) -> list[dict[str, Any]]:
    """The four numbers of a dry run or a result."""
    will = batch.status == Status.CHECKED
    words = [
        ("created", _("Create") if will else _("Created"), _("new records"), ""),
        ("updated", _("Update") if will else _("Updated"), _("records that differ"), ""),
        ("unchanged", _("Unchanged"), _("skipped"), ""),
        ("refused", _("Errors"), _("cannot be imported"), "danger"),
    ]
    return [
        {
            "label": label,
            "value": say_number(counts.get(name, 0)),
            "note": note,
            "url": f"{url}#problems" if name == "refused" else f"{url}#counts",
            "tone": tone if counts.get(name) else "",
            "icon": "alert" if tone and counts.get(name) else "",
        }
        for name, label, note, tone in words
    ]


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    """How far the worker is."""
    undoing = batch.status == Status.UNDOING
    total = batch.created + batch.updated if undoing else batch.total
    done = min(batch.undone + batch.kept if undoing else batch.done, total)
    verb = {Status.CHECKING: _("Checked"), Status.UNDOING: _("Undone")}.get(Status(batch.status), _("Imported"))
    words = _("%(verb)s %(done)s of %(total)s") % {
        "verb": verb,
        "done": say_number(done),
        "total": say_number(total),
    }
    return {"value": done, "max": max(total, 1), "label": verb, "words": words, "left": left_of(batch, done, total)}


def left_of(batch: ImportBatch, done: int, total: int) -> str:
    """How long it may still take, once it is known how fast it goes."""
    begun = batch.started_at if batch.status == Status.RUNNING else None
    if begun is None or not 0 < done < total:
        return ""
    seconds = (timezone.now() - begun).total_seconds() / done * (total - done)
    return _("%d s left") % seconds if seconds < 90 else _("%d min left") % (seconds / 60)
