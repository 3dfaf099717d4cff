"""For load balancers and orchestrators: is the process alive, and can it serve?"""

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from api.errors import RETRY_SOON
from api.problems import ApiProblem, problem_response


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and cache answer too; 503 names what does not."""
    away = [name for name, answers in (("database", database_answers), ("cache", cache_answers)) if not answers()]
    if away:
        problem = ApiProblem("unavailable", f"{', '.join(away)}: no answer", headers=RETRY_SOON)
        return problem_response(problem, request)
    return JsonResponse({"status": "ok"})


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
    return True


def cache_answers() -> bool:
    try:
        cache.get("readyz")
    except (RedisError, OSError):
        return False
    return True
