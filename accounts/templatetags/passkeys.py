"""Where a passkey can be offered at all."""

from django import template
from django.http import HttpRequest
from django.http.request import split_domain_port

from core.addresses import parse_address

register = template.Library()


@register.filter
def takes_passkeys(request: HttpRequest) -> bool:
    """Whether browsers use passkeys at the address of the request: under a name, by HTTPS or on their own machine."""
    name, _port = split_domain_port(request.get_host())
    if parse_address(name.strip("[]")) is not None:
        return False
    return request.is_secure() or name == "localhost" or name.endswith(".localhost")
