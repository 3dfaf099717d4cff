"""What commands are told by name."""

from django.core.management.base import CommandError

from accounts.models import Organization


def find_organization(slug: str) -> Organization:
    """The organization at an address, or CommandError."""
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no organization {slug!r}.")
    return found
