"""The admin of what an organization owns: seen through the actor, written by the actions, history shown."""

from collections.abc import Callable
from typing import Any, cast

from django.apps import apps
from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from core.actor import Actor
from core.changes import Change
from core.db.operations import is_owned_reference
from core.errors import RuleBroken
from core.http import ActingRequest
from core.records import Owned
from core.surfaces import Act, Surface, surface_of

HISTORY_SHOWN = 200
# What a list may be asked about an id: of the row itself, or of one it refers to.
OF_IDS = ("", "exact", "in", "isnull", "id__exact")
SIMPLE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.DateField)


class AdminRequest(ActingRequest):
    """A request of the admin whose form is shown again, with what a rule refused."""

    rule_broken: RuleBroken


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows of the chosen organization, to look at."""

    # The site takes no other: the admins of libraries list every organization's tokens and sessions.
    knows_organization = True
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return self.model.objects.visible_to(actor_of(request))

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the list offers as a filter, and ids: any other question tells letter by letter what is hidden."""
        name, _separator, rest = lookup.partition("__")
        ids = {f.name for f in self.opts.concrete_fields if f.primary_key or is_owned_reference(f)}
        return name in self.list_filter or (name in ids and rest in OF_IDS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_acting(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_acting(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The change record of one row, newest first: whatever way the change came by."""
        row = self.get_object(request, object_id)
        if row is None:
            # Private, and how the admin's own pages answer; the stubs know only what is public.
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        changes = changes_of(request).filter(record_id=row.pk).select_related("actor")
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "object": row,
            "changes": changes.order_by("-id")[:HISTORY_SHOWN],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/change_record.html", context)

    # The change record says it all; Django's own log knows no organization.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing to do: the database recorded it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing to do: the database recorded it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing to do: the database recorded it."""


class OwnedAdmin(ReadOnlyAdmin):
    """A model with a surface is written by its surface's actions; any other is shown only.

    References are typed or looked up in the admin's own lists, and only the organization's rows are taken.
    """

    def __init__(self, model: type[models.Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        references = tuple(f.name for f in model._meta.fields if is_owned_reference(f))
        self.list_display = columns_of(model)
        # To the stubs these belong to the class; here each model has its own.
        self.raw_id_fields = references  # type: ignore[misc]
        self.list_select_related = tuple(n for n in self.list_display if n in references)  # type: ignore[misc]
        self.list_filter = tuple(f.name for f in model._meta.fields if f.choices and f.editable)  # type: ignore[misc]
        kept = (f.name for f in model._meta.fields if not f.editable and f.name != "organization")
        self.readonly_fields = tuple(kept)  # type: ignore[misc]

    @property
    def surface(self) -> Surface | None:
        """The surface of the model."""
        return surface_of(cast(type[models.Model], self.model))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        editable = [f.name for f in self.model._meta.fields if f.editable]
        if self.surface is not None:
            editable = [name for name in self.surface.form if name in editable]
        return editable if obj is None else [*editable, *self.readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_acting(request) and self._action("create") is not None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_acting(request) and self._action("update") is not None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_acting(request) and self._action("delete") is not None

    def _action(self, name: str) -> Act | None:
        return getattr(self.surface, name, None)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Another organization's row is no valid choice, in the same words as one that does not exist."""
        related = db_field.related_model
        if issubclass(related, Owned):
            kwargs["queryset"] = related.objects.visible_to(actor_of(request))
        else:
            kwargs["queryset"] = related._default_manager.filter(memberships__isnull=False).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form says at its fields what a rule refused in the first pass."""
        base: Any = super().get_form(request, obj, change=change, **kwargs)
        broken: RuleBroken | None = getattr(request, "rule_broken", None)

        class Form(base):
            def clean(self) -> Any:
                cleaned = super().clean()
                for problem in broken.problems if broken else ():
                    self.add_error(problem.field if problem.field in self.fields else None, problem.message)
                return cleaned

        return Form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RuleBroken as broken:
            cast(AdminRequest, request).rule_broken = broken
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Call the surface's action, as page and API do."""
        actor = actor_of(request)
        act = cast(Act, self._action("update" if change else "create"))
        if change:
            act(obj, actor=actor, **{name: form.cleaned_data[name] for name in form.changed_data})
        else:
            obj.__dict__.update(act(actor=actor, **form.cleaned_data).__dict__)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        cast(Act, self._action("delete"))(obj, actor=actor_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            for row in queryset:
                self.delete_model(request, row)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What is deleted is hidden and can be restored; nothing else goes with it."""
        return [str(each) for each in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._told(request, lambda: super(OwnedAdmin, self).delete_view(request, object_id, extra_context))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return self._told(request, lambda: super(OwnedAdmin, self).changelist_view(request, extra_context))

    def _told(self, request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
        """A rule that refuses a deletion is said on the page one came from."""
        try:
            return answer()
        except RuleBroken as broken:
            messages.error(request, str(broken.problems[0].message))
            return HttpResponseRedirect(request.get_full_path())


def is_acting(request: HttpRequest) -> bool:
    """Whether an organization was chosen; without one there is nothing to see."""
    return isinstance(getattr(request, "actor", None), Actor)


def actor_of(request: HttpRequest) -> Actor:
    """Platform staff in the chosen organization."""
    return cast(ActingRequest, request).actor


def changes_of(request: HttpRequest) -> models.QuerySet[Change]:
    """The change record of the chosen organization."""
    return Change.objects.filter(organization_id=actor_of(request).organization_id)


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """What a list shows: what the surface shows, else the row's name and its simple fields."""
    surface = surface_of(model)
    names = {f.name for f in model._meta.fields if isinstance(f, SIMPLE) or is_owned_reference(f)}
    if surface is not None:
        return tuple(name for name in surface.default_columns if name in names) or ("__str__",)
    simple = [f.name for f in model._meta.fields if isinstance(f, SIMPLE) and f.name != "version"]
    return ("__str__", *simple[:4], "updated_at")


def register_owned_models() -> None:
    """Every model of an organization, unless its app registered an admin of its own."""
    for model in apps.get_models():
        if issubclass(model, Owned) and not admin.site.is_registered(model):
            admin.site.register(model, OwnedAdmin)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The change record, which nobody edits."""

    list_display = ("at", "module", "event", "actor", "source", "request_id")
    list_filter = ("action", "source")
    list_select_related = ("actor",)
    ordering = ("-id",)
    fields = ("at", "module", "record_id", "event", "actor", "source", "request_id", "before", "after")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Change]:
        return changes_of(request)


register_owned_models()
