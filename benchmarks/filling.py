"""Three organizations in one database with a hundredth, a tenth and the whole of the rows asked for.

A fourth, `busy`, has a hundred thousand orders that are all still open.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from psycopg import sql

from accounts.actions.credentials import create_credential
from accounts.actions.memberships import add_member
from accounts.actions.organizations import create_organization
from accounts.models import Credential, Person, Role
from benchmarks import texts
from core.acting import acting
from core.actor import Actor
from core.bulk import creating_many
from core.picklists import PicklistItem
from core.writing import creating
from facilities.models import Equipment, Portfolio, Property, Space
from workorders.models import WorkOrder

STATEMENTS = Path(__file__).parent / "sql"
SLUGS = ("small", "middle", "large")
BUSY, OPEN = "busy", 100_000
ROWS_OF_A_PROPERTY = 250
PEOPLE = 40
KINDS = "general hvac plumbing locks appliances carpentry custodial inventory pests electrical".split()
TABLE = "workorders_workorder"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Filled:
    """One organization and how a program signs in there."""

    organization: UUID
    slug: str
    rows: int
    client_id: str
    secret: str
    person: UUID


def fill(rows: int, say: Say) -> list[Filled]:
    """Make all four, the largest last; the tables' statistics are taken at the end."""
    filled = []
    with psycopg.connect(settings.DATABASE_ADMIN_URL, autocommit=True) as owner:
        owner.execute("set maintenance_work_mem = '512MB'")
        owner.execute("set work_mem = '256MB'")
        sizes = {slug: rows // 10 ** (2 - step) for step, slug in enumerate(SLUGS)}
        sizes = {BUSY: min(OPEN, rows), **sizes}
        places = [open_organization(slug, sizes[slug]) for slug in (SLUGS[0], BUSY, *SLUGS[1:])]
        with without_guards(owner, TABLE, say), without_guards(owner, "core_search", say), with_defaults(owner):
            for one, people in places:
                say(f"{one.rows:,} work orders of {one.slug}")
                fill_organization(owner, one, people)
                filled.append(one)
        say("statistics")
        owner.execute("vacuum (analyze)")
    return filled


def open_organization(slug: str, rows: int) -> tuple[Filled, list[UUID]]:
    """An organization with its places, people, words and one credential, all through the actions."""
    organization = create_organization(name=slug.capitalize(), slug=slug)
    actor = Actor.system(organization.pk)
    people = [Person.objects.create_user(f"p{n}@{slug}.example", name=f"Person {n}") for n in range(PEOPLE)]
    with acting(actor):
        roles = {role.template: role for role in Role.objects.visible_to(actor)}
        for person in people:
            add_member(actor=actor, person=person, role=roles["administrator"])
        make_places(max(8, rows // ROWS_OF_A_PROPERTY), actor)
        make_words(actor)
        issued = create_credential(
            actor=actor,
            name="Benchmark",
            role=roles["administrator"],
            scopes=["workorders:read", "workorders:write", "properties:read", "events:read"],
            kind=Credential.CLIENT,
            rate_per_minute=10_000_000,
        )
    one = Filled(organization.pk, slug, rows, issued.credential.prefix, issued.secret, people[0].pk)
    return one, [person.pk for person in people]


def make_places(count: int, actor: Actor) -> None:
    """Properties with a floor, two rooms and a piece of equipment each."""
    with creating(Portfolio(name="All"), event="portfolio.created", actor=actor) as portfolio:
        pass
    cities = random.Random(1)
    properties = [
        Property(
            name=f"Building {n:05}",
            code=f"B{n:05}",
            portfolio=portfolio,
            city=f"City {int(cities.paretovariate(1.1)) % 400}",
            gross_area=Decimal(round(min(2_300_000, cities.lognormvariate(9.37, 1.6)))),
        )
        for n in range(count)
    ]
    properties = creating_many(properties, event="property.created", actor=actor)
    spaces = [
        Space(property=place, name=f"Room {n}", kind="room", path=f"{place.number}/{n}/")
        for place in properties
        for n in range(3)
    ]
    creating_many(spaces, event="space.created", actor=actor)
    equipment = [Equipment(property=place, name=f"Air handler {place.number}") for place in properties]
    creating_many(equipment, event="equipment.created", actor=actor)


def make_words(actor: Actor) -> None:
    """The entries of the picklists for trades and categories."""
    rows = [
        PicklistItem(list=name, code=code, label=code.capitalize(), position=position)
        for name in ("trade", "category")
        for position, code in enumerate(KINDS)
    ]
    existing = set(PicklistItem.objects.visible_to(actor).values_list("list", "code"))
    creating_many(
        [row for row in rows if (row.list, row.code) not in existing], event="picklist_item.created", actor=actor
    )


def fill_organization(owner: psycopg.Connection[Any], one: Filled, people: Sequence[UUID]) -> None:
    """The work orders of one organization and their search text, in one transaction of the owner."""
    with owner.transaction():
        parameters = {
            "organization": one.organization,
            "rows": one.rows,
            "titles": texts.TITLES,
            "texts": texts.TEXTS,
            "resolutions": texts.RESOLUTIONS,
            "people": list(people),
            "trades": words(owner, one, "trade"),
            "categories": words(owner, one, "category"),
        }
        owner.execute("select setseed(0.42)")
        load_texts(owner)
        steps = ("places", "requests", "work_orders", *(["reopened"] if one.slug == BUSY else []), "search")
        for name in steps:
            owner.execute((STATEMENTS / f"{name}.sql").read_text(), parameters)
        owner.execute(
            "insert into core_counter values (%s, 'work_order', %s)"
            " on conflict (organization_id, sequence) do update set last = excluded.last",
            [one.organization, one.rows],
        )


def words(owner: psycopg.Connection[Any], one: Filled, name: str) -> list[UUID]:
    """The ids of ten entries of a picklist, in their order."""
    rows = owner.execute(
        "select id from core_picklist_item where organization_id = %s and list = %s order by position, id limit 10",
        [one.organization, name],
    )
    return [key for (key,) in rows]


def load_texts(owner: psycopg.Connection[Any]) -> None:
    owner.execute("create temporary table bench_text (kind text, n int, text text) on commit drop")
    with owner.cursor().copy("copy bench_text from stdin") as copy:
        for row in texts.write_texts():
            copy.write_row(row)
    owner.execute("analyze bench_text")


@contextmanager
def with_defaults(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """With the models' defaults in the table too, for the columns that the generator leaves alone."""
    fields: list[Any] = list(WorkOrder._meta.concrete_fields)
    given = [field for field in fields if not field.null and field.has_default() and not callable(field.default)]
    given += [field for field in fields if not field.null and not field.has_default() and field.empty_strings_allowed]
    for field in given:
        value = sql.Literal(field.get_default())
        owner.execute(sql.SQL(f"alter table {TABLE} alter {field.column} set default {{}}").format(value))
    yield
    for field in given:
        owner.execute(f"alter table {TABLE} alter {field.column} drop default")


@contextmanager
def without_guards(owner: psycopg.Connection[Any], table: str, say: Say) -> Iterator[None]:
    """Without triggers, foreign keys and secondary indexes, which are made anew afterwards: minutes, not hours."""
    keys = owner.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid = %s::regclass and contype = 'f' and conparentid = 0",
        [table],
    ).fetchall()
    indexes = owner.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i where indrelid = %s::regclass"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
        [table],
    ).fetchall()
    owner.execute(f"alter table {table} disable trigger user")
    for name, _ in keys:
        owner.execute(f"alter table {table} drop constraint {name}")
    for name, _ in indexes:
        owner.execute(f"drop index {name}")
    yield
    say(f"{len(indexes)} indexes and {len(keys)} keys of {table}")
    for _, definition in indexes:
        owner.execute(definition)
    for name, definition in keys:
        owner.execute(f"alter table {table} add constraint {name} {definition}")
    owner.execute(f"alter table {table} enable trigger user")
