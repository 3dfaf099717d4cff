"""Template tags of generic pages: a cell of any kind, and addresses inside the organization."""

from typing import Any

from django import template
from django.template import Context
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.pages.addresses import address as build_address
from core.pages.columns import Cell
from core.templatetags import ui

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: Context, *parts: Any, **parameters: Any) -> str:
    """``{% address "work-orders" 1042 "edit" %}``: inside the organization, the narrower scope kept."""
    return build_address(context["request"], *parts, **parameters)


@register.simple_tag
def cell(value: Cell, plain: bool = False) -> SafeString | str:
    """One value as its kind is written. ``plain`` leaves links out."""
    if value.value is None or value.value == "" or value.value == []:
        return ui.missing(_missing(value.kind))
    writer = WRITERS.get(value.kind, _text)
    written = writer(value)
    linked = value.url and not plain
    return format_html('<a href="{}">{}</a>', value.url, written) if linked else written


def _missing(kind: str) -> str:
    return MISSING.get(kind, lambda: _("None"))()


MISSING = {
    "person": lambda: _("Nobody"),
    "number": lambda: _("Not recorded"),
    "money": lambda: _("Not recorded"),
    "text": lambda: _("Not recorded"),
    "datetime": lambda: _("Not set"),
    "date": lambda: _("Not set"),
    "links": lambda: _("Nothing yet"),
}


def _text(value: Cell) -> str:
    return str(value.words or value.value)


def _state(value: Cell) -> SafeString:
    return ui.badge(str(value.value), value.words)


def _priority(value: Cell) -> SafeString:
    return ui.priority(value.value, value.words.removeprefix(f"{value.value} "), short=True)


def _person(value: Cell) -> SafeString:
    return ui.person(value.value)


def _moment(value: Cell) -> SafeString:
    return ui.datetime_tag(value.value, value.zone or None)


def _day(value: Cell) -> SafeString:
    return ui.day(value.value)


def _number(value: Cell) -> SafeString:
    return ui.number(value.value, value.words)


def _money(value: Cell) -> SafeString:
    return ui.money(value.value, value.words)


def _size(value: Cell) -> str:
    return filesizeformat(value.value)


def _boolean(value: Cell) -> str:
    return _("Yes") if value.value else _("No")


def _tags(value: Cell) -> SafeString:
    return format_html_join(" ", '<span class="badge">{}</span>', ((tag,) for tag in value.value))


def _links(value: Cell) -> SafeString:
    """The first of them; how many more there are stands behind."""
    written = format_html_join(", ", '<a href="{}">{}</a>', ((url, label) for label, url in value.value[:FEW_LINKS]))
    more = len(value.value) - FEW_LINKS
    return format_html("{} {}", written, _("and %d more") % more) if more > 0 else written


FEW_LINKS = 2
WRITERS = {
    "state": _state,
    "priority": _priority,
    "person": _person,
    "datetime": _moment,
    "date": _day,
    "number": _number,
    "money": _money,
    "size": _size,
    "boolean": _boolean,
    "tags": _tags,
    "links": _links,
}
