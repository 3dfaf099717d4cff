"""Taking somebody's name and addresses out of the organization's rows; what they did stays, under a pseudonym."""

import json
import re
from collections import Counter
from typing import Any

from django.db import connection, models
from django.db.models import Case, F, Q, QuerySet, Value, When

from accounts.personal.finding import Place, all_rows, known_as, owned_models, places, rows_of
from accounts.personal.subjects import Subject
from core.actor import Actor
from core.keys import Key
from core.personal import Named, module_of, personal_of

# Shorter telephone numbers stand in too many texts by chance.
SHORTEST_PHONE = 6
AT_ONCE = 500


def erase_rows(subject: Subject, actor: Actor) -> Counter[str]:
    """Redact or remove every row that names the person; returns how many of each module."""
    counts: Counter[str] = Counter()
    phones = phones_of(subject, actor)
    for place in places():
        if place.named.goes or place.named.kinds:
            counts[place.module] += erase_at(place, subject, actor)
    for model in owned_models():
        for name in personal_of(model).traces:
            counts[module_of(model) or str(model._meta.model_name)] += erase_traces(model, name, subject, phones, actor)
    return +counts


def phones_of(subject: Subject, actor: Actor) -> frozenset[str]:
    """The telephone numbers that stand beside the account or the address."""
    found: set[str] = set()
    for place in places():
        for name in place.named.phones:
            found.update(rows_of(place, subject, actor).order_by().values_list(name, flat=True).distinct())
    return frozenset(one for one in found if len(one) >= SHORTEST_PHONE)


def erase_at(place: Place, subject: Subject, actor: Actor) -> int:
    """One way in which a model names people. Private addresses of the rows, such as a tracking page's, open no more."""
    rows = rows_of(place, subject, actor).order_by("pk")
    if place.named.account or place.named.email:
        for keys in batched(rows):
            Key.objects.filter(organization_id=actor.organization_id, record_id__in=keys).delete()
    if place.named.goes:
        return rows.delete()[0]
    values, left = redacted_values(place, subject), rows.exclude(is_redacted(place.named, subject))
    return sum(all_rows(place.model, actor).filter(pk__in=keys).update(**values) for keys in batched(left))


def batched(rows: QuerySet[Any]) -> list[list[Any]]:
    """The keys of rows, some hundred at a time: what the change record costs grows with the square of a statement."""
    keys = list(rows.values_list("pk", flat=True))
    return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]


def redacted_values(place: Place, subject: Subject) -> dict[str, Any]:
    """What stands in the row from now on."""
    named = place.named
    values: dict[str, Any] = dict.fromkeys(named.phones, "")
    values |= dict.fromkeys(named.switches, False)
    if named.email:
        may_be_empty = place.model._meta.get_field(named.email).blank  # type: ignore[union-attr]  # a column
        values[named.email] = "" if may_be_empty else subject.address
    if named.name:
        # Where the account is told no name was needed, and none is now.
        unnamed = Q(**{named.name: ""}) & (Q(**{f"{named.account}__isnull": False}) if named.account else Q(pk__in=()))
        values[named.name] = Case(When(unnamed, then=F(named.name)), default=Value(subject.pseudonym))
    return values


def is_redacted(named: Named, subject: Subject) -> Q:
    """Whether a row tells nothing of the person any more: it is left as it is."""
    done = Q()
    if named.email:
        done &= Q(**{f"{named.email}__in": ("", subject.address)})
    if named.name:
        done &= Q(**{f"{named.name}__in": ("", subject.pseudonym)})
    for name in named.phones:
        done &= Q(**{name: ""})
    return done


def words_of_traces(subject: Subject, phones: frozenset[str] = frozenset()) -> list[str]:
    """What is looked for in texts: a name of one word may be any word, and is replaced only where it stands alone."""
    names = [name for name in known_as(subject) if " " in name.strip() or "@" in name]
    return sorted({*names, *phones}, key=lambda one: (-len(one), one))


def pattern_of(words: list[str]) -> str:
    """A regular expression, for PostgreSQL and for Python, of any of the words as a whole."""
    return r"(?<!\w)(?:" + "|".join(re.escape(one) for one in words) + r")(?!\w)"


def erase_traces(model: type[models.Model], name: str, subject: Subject, phones: frozenset[str], actor: Actor) -> int:
    """A text that Atrium wrote, in which the person may be named."""
    words = words_of_traces(subject, phones)
    if not words:
        return 0
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    is_json = isinstance(field, models.JSONField)
    # In JSON a quotation mark is written in another way.
    pattern = pattern_of([json.dumps(one, ensure_ascii=False)[1:-1] for one in words] if is_json else words)
    column = connection.ops.quote_name(str(field.column))
    text = f"regexp_replace({column}::text, %s, %s, 'gi')"
    value = f"{text}::jsonb" if is_json else f"left({text}, {field.max_length})" if field.max_length else text
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set {column} = {value} where organization_id = %s and {column}::text ~* %s",
            [pattern, subject.pseudonym, actor.organization_id, pattern],
        )
        return int(cursor.rowcount)
