"""Template tags for everything small: icons, badges, people, times, money, numbers, addresses."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.charts import join
from core.figures import initials_of, say_day, say_moment, say_money, say_number, zone_of
from core.looks import look_of, words_of

register = template.Library()

PRIORITY_BARS = ((0, 10, 4), (4, 7, 7), (8, 4, 10), (12, 1, 13))
PRIORITY_TONES = {1: "danger", 2: "warning"}
PAGE_PARAMETERS = ("after", "before", "page", "cursor")
UNDO = "undo:"
DOCK = 4

Amount = Decimal | float | None


def tone_attribute(tone: str) -> SafeString:
    return format_html(' data-tone="{}"', tone) if tone else mark_safe("")


def missing(words: str) -> SafeString:
    return format_html('<span class="none">{}</span>', words)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "work" %}``; with ``label`` when it stands alone."""
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def badge(state: str = "", label: str = "", tone: str | None = None, icon: str = "") -> SafeString:
    """``{% badge wo.status label=wo.get_status_display %}``: tone and icon follow from the state."""
    look = look_of(str(state))
    return format_html(
        '<span class="badge"{}><svg class="icon" aria-hidden="true"><use href="#i-{}"/></svg>{}</span>',
        tone_attribute(look.tone if tone is None else tone),
        icon or look.icon,
        label or words_of(str(state)),
    )


@register.simple_tag
def priority(level: int | str | None, label: str = "", short: bool = False) -> SafeString:
    """``{% priority 2 label="Urgent" %}``: bars, "P2" and the word; ``short`` leaves the word to readers."""
    rank = int(str(level).lstrip("Pp") or 0) if level else 0
    if not rank:
        return missing(_("No priority"))
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="3" height="{}" rx="1"{}/>',
        ((x, y, h, mark_safe(' class="on"') if n < 5 - rank else "") for n, (x, y, h) in enumerate(PRIORITY_BARS)),
    )
    word = format_html('<span class="sr"> {}</span>', label) if short else f" {label}"
    return format_html(
        '<span class="priority"{}><svg viewBox="0 0 15 14" aria-hidden="true">{}</svg><span>P{}{}</span></span>',
        tone_attribute(PRIORITY_TONES.get(rank, "")),
        bars,
        rank,
        word if label else "",
    )


@register.simple_tag
def avatar(name: str, company: bool = False) -> SafeString:
    """Initials in a circle, in a square for a company. Always beside the name, so hidden from readers."""
    kind = "avatar company" if company else "avatar"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, initials_of(str(name)))


@register.simple_tag
def person(name: Any, company: bool = False, none: str = "") -> SafeString:
    """Avatar and name; "Nobody" where there is none."""
    if not name:
        return missing(none or _("Nobody"))
    return format_html('<span class="who">{}<span>{}</span></span>', avatar(str(name), company), name)


@register.simple_tag(name="datetime")
def datetime_tag(moment: datetime | None, zone: tzinfo | str | None = None, none: str = "") -> SafeString:
    """``{% datetime wo.due_at zone=property.time_zone %}``: the place's clock, its zone named if another."""
    if moment is None:
        return missing(none or _("Not set"))
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.astimezone(zone_of(zone)).isoformat(),
        say_moment(moment, zone),
    )


@register.simple_tag
def day(value: date | None, none: str = "") -> SafeString:
    """``{% day lease.ends_on %}``: "Tue 3 Mar", with the year when it is another one."""
    if value is None:
        return missing(none or _("Not set"))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), say_day(value))


@register.simple_tag
def money(amount: Amount, currency: str, none: str = "\u2014") -> SafeString:
    """``{% money cost.total cost.currency %}``: "$ 48,210.55"; a dash where there is no amount."""
    if amount is None:
        return missing_amount(none)
    return format_html('<data value="{}">{}</data>', amount, say_money(amount, currency))


@register.simple_tag
def number(value: Amount, unit: str = "", places: int | None = None, none: str = "") -> SafeString:
    """``{% number space.area unit="sq ft" %}``: grouped, with unit; "Not recorded" where nobody measured."""
    if value is None:
        return missing(none or _("Not recorded"))
    written = format_html('<data value="{}">{}</data>', value, say_number(value, places))
    return format_html("{} <small>{}</small>", written, unit) if unit else written


def missing_amount(words: str) -> SafeString:
    return format_html(
        '<span class="none"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
        words,
        _("none"),
    )


@register.simple_tag
def meter(value: float, maximum: float = 100, tone: str = "accent", label: str = "") -> SafeString:
    """``{% meter 80 tone="warning" %}``: a bar beside a written number; ``label`` where none is written."""
    share = max(0.0, min(1.0, float(value) / float(maximum or 1)))
    named = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html(
        '<svg class="meter"{}{}><rect width="{}%" height="100%"/></svg>',
        tone_attribute(tone),
        named,
        f"{share * 100:.1f}",
    )


@register.simple_tag
def bar(parts: Iterable[tuple[str, float]], label: str, limit: float | None = None) -> SafeString:
    """``{% bar parts label="12 % spent" limit=92 %}``: parts are (kind, percent of the whole), side by side.

    Kinds: spent, promised, forecast, plan, over. ``label`` says the same to screen readers.
    """
    pieces, start = [], 0.0
    for kind, share in parts:
        pieces.append(piece(kind, start, share))
        start += float(share)
    if limit is not None:
        mark = f"{min(limit, 99.5):.1f}"
        pieces.append(format_html('<rect class="limit" x="{}%" width="2" height="100%"/>', mark))
    return format_html('<svg class="bar" role="img" aria-label="{}">{}</svg>', label, join(pieces))


def piece(kind: str, start: float, share: float) -> SafeString:
    fill = mark_safe(' fill="url(#hatch)"') if kind == "forecast" else ""
    return format_html(
        '<rect class="{}" x="{}%" width="{}%" height="100%"{}/>', kind, f"{start:.1f}", f"{share:.1f}", fill
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """``{% query sort="due_at" %}``: this address with other parameters, first page. None removes one."""
    parameters = context["request"].GET.copy()
    for name in PAGE_PARAMETERS:
        parameters.pop(name, None)
    for name, value in changes.items():
        set_parameter(parameters, name, value)
    return "?" + parameters.urlencode(safe="/:,")


def set_parameter(parameters: Any, name: str, value: Any) -> None:
    parameters.pop(name, None)
    if isinstance(value, list | tuple):
        parameters.setlist(name, [str(each) for each in value])
    elif value is not None:
        parameters[name] = str(value)


@register.simple_tag
def now_at(zone: tzinfo | str) -> str:
    """The clock on the wall of a place: "10:42"."""
    return f"{timezone.now().astimezone(zone_of(zone)):%H:%M}"


@register.filter
def initials(name: Any) -> str:
    return initials_of(str(name))


@register.filter
def dock_items(navigation: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first four of the sidebar: what a phone's dock has room for beside "More"."""
    return [item for item in navigation if not item.get("below")][:DOCK]


@register.filter
def more_items(navigation: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything of the sidebar that is not in the dock."""
    items = list(navigation)
    docked = dock_items(items)
    return [item for item in items if item not in docked]


@register.filter
def undo_url(message: Any) -> str:
    """Where a toast's Undo posts to: ``messages.success(request, text, extra_tags="undo:/path/")``."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")


@register.filter
def tone_of_level(level: str) -> str:
    """The tone of a message: "error" is danger, "debug" has none."""
    return {"error": "danger", "debug": ""}.get(level, level)


def render_block(context: Context, name: str, content: SafeString, values: dict[str, Any]) -> SafeString:
    inside = {"content": content, "request": context.get("request"), **values}
    return render_to_string(f"components/{name}.html", inside)


@register.simple_block_tag(takes_context=True, end_name="endcard")
def card(context: Context, content: SafeString, title: str = "", **values: Any) -> SafeString:
    """``{% card title="Cost" note="USD" %}…{% endcard %}``; ``bare=True`` for a table or list to its edge."""
    return render_block(context, "card", content, {"title": title, **values})


@register.simple_block_tag(takes_context=True, end_name="endmenu")
def menu(context: Context, content: SafeString, label: str = "", **values: Any) -> SafeString:
    """``{% menu "More actions" icon="more" square=True %}…links and buttons…{% endmenu %}``."""
    return render_block(context, "menu", content, {"label": label, **values})


@register.simple_block_tag(takes_context=True, end_name="endbanner")
def banner(context: Context, content: SafeString, tone: str = "info", **values: Any) -> SafeString:
    """``{% banner "warning" %}<b>No signal.</b> 3 answers wait.{% endbanner %}``."""
    return render_block(context, "banner", content, {"tone": tone, **values})


@register.simple_block_tag(takes_context=True, end_name="enddialog")
def dialog(context: Context, content: SafeString, id: str = "", title: str = "", **values: Any) -> SafeString:
    """``{% dialog id="cancel" title="Cancel 4817?" %}…{% enddialog %}``; ``drawer=True`` for the side."""
    return render_block(context, "dialog", content, {"id": id, "title": title, **values})
