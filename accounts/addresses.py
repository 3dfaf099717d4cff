"""The first part of an address: an organization's name, or one that is the installation's own."""

from django.urls import register_converter
from django.urls.converters import SlugConverter

RESERVED = frozenset(
    "accounts admin api design docs files health healthz login logout media metrics oauth organizations problems readyz"
    " report static status track unsubscribe".split()
)


class OrganizationConverter(SlugConverter):
    """`<organization:organization>`: never a reserved word, so that /api/v9/ is unknown and not somebody's page."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED))})(?:/|$))[-a-zA-Z0-9_]+"


register_converter(OrganizationConverter, "organization")
