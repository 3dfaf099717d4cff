"""Beginning, ending and taking back a load: an organization is active only when all of it is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.actions.organizations import create_organization
from accounts.models import Application, Membership, Organization, Person
from core.acting import acting
from core.db.roles import as_owner
from core.documents.storing import delete_all, files_below
from demo.accounts import DOMAIN, PUBLIC_BUILDINGS, SCHOOL_DISTRICT
from demo.loading.batches import loader_of

SLUGS = (PUBLIC_BUILDINGS, SCHOOL_DISTRICT)

_TABLES = """
select c.relname from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
order by c.relname = 'core_change', c.relname = 'core_search', c.relname
"""
"""The change record and the search index come last: deleting from the others still writes into them."""


def is_loaded() -> bool:
    """Whether both organizations are there, completely."""
    return Organization.objects.filter(slug__in=SLUGS, is_active=True).count() == len(SLUGS)


@contextmanager
def loading_organization(name: str, slug: str, time_zone: str) -> Iterator[Organization]:
    """A new organization that nobody can enter before the block ends; an interrupted load leaves it inactive."""
    organization = create_organization(name=name, slug=slug, time_zone=time_zone, is_active=False, source="demo")
    yield organization
    organization.is_active = True
    organization.save(update_fields=["is_active"])


def remove_organizations() -> int:
    """Delete both organizations with all they own, their history and files included, and the demonstration's people.

    Only the owner of the database may take anything out of the change record, so this needs DATABASE_ADMIN_URL.
    """
    organizations = list(Organization.objects.filter(slug__in=SLUGS))
    if not organizations:
        return 0
    with as_owner(connection):
        for organization in organizations:
            _remove(organization)
        # What belongs to a person in an organization is guarded, even where nothing of it is left.
        with acting(loader_of(organizations[0])):
            Person.objects.filter(email__endswith=f"@{DOMAIN}").delete()
    return len(organizations)


def _remove(organization: Organization) -> None:
    with acting(loader_of(organization)), connection.cursor() as cursor:
        # Tokens know no organization: they go with the client they were given to.
        Application.objects.filter(organization=organization).delete()
        programs = list(
            Membership.objects.filter(organization=organization, person__kind=Person.SERVICE).values_list("person_id")
        )
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(f"delete from {name} where organization_id = %s", [organization.pk])
        cursor.execute("delete from accounts_organization where id = %s", [organization.pk])
        Person.objects.filter(pk__in=[person for (person,) in programs]).delete()
        transaction.on_commit(lambda: delete_all(list(files_below(str(organization.pk)))))
