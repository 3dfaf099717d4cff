"""For load balancers, orchestrators and Prometheus: is the process alive, can it serve, and how does it go?"""

import secrets
from ipaddress import ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from api.errors import RETRY_SOON
from api.problems import ApiProblem, problem_response
from core.addresses import client_address, parse_address
from core.operations.health import away
from core.operations.metrics import exposition


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """What Atrium stands on answers too; 503 names what does not."""
    names = away()
    if names:
        problem = ApiProblem("unavailable", f"{', '.join(names)}: no answer", headers=RETRY_SOON)
        return problem_response(problem, request)
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; 404 for whoever may not read them."""
    if not may_scrape(request):
        return problem_response(ApiProblem("not-found"), request)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def may_scrape(request: HttpRequest) -> bool:
    """With a token only who sends it; without one who comes from a network that the operator named."""
    if settings.ATRIUM_METRICS_TOKEN:
        sent = request.headers.get("Authorization", "").encode()
        return secrets.compare_digest(sent, f"Bearer {settings.ATRIUM_METRICS_TOKEN}".encode())
    address = parse_address(client_address(request))
    networks = (ip_network(one, strict=False) for one in settings.ATRIUM_METRICS_NETWORKS)
    return address is not None and any(address in network for network in networks)
