"""The addresses of OAuth2: a token, its revocation, what it is worth, and where all this is."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from oauth2_provider.models import get_access_token_model
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.common import Request

from accounts.authentication import token_state
from accounts.scopes import SCOPES
from core.keys import hash_secret


@method_decorator([csrf_exempt, sensitive_post_parameters()], name="dispatch")
class ClientView(OAuthLibMixin, View):
    """An address that programs post a form to. The API's doorway has refused a secret in the address itself."""

    http_method_names = ["post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def answer(self, result: tuple[Any, dict[str, str], str, int]) -> HttpResponse:
        """The toolkit's result as a response; who is not believed learns how to identify itself."""
        _uri, headers, body, status = result
        response = HttpResponse(body or "", status=status, headers=headers)
        if status == 401:
            response["WWW-Authenticate"] = 'Basic realm="atrium"'
        return response


class TokenView(ClientView):
    """POST /oauth/token/: an access token for a client id and secret."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.answer(self.create_token_response(request))


class RevokeTokenView(ClientView):
    """POST /oauth/revoke_token/: end one of the client's own tokens (RFC 7009)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.answer(self.create_revocation_response(request))


class IntrospectTokenView(ClientView):
    """POST /oauth/introspect/: what one of the client's own tokens is worth now (RFC 7662)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        authenticated, client = self.identify(request)
        if not authenticated:
            headers = {"Content-Type": "application/json"}
            return self.answer((None, headers, json.dumps({"error": "invalid_client"}), 401))
        if "token" not in request.POST:
            return JsonResponse({"error": "invalid_request"}, status=400)
        return JsonResponse(described(request.POST["token"], client))

    def identify(self, request: HttpRequest) -> tuple[bool, Any]:
        """Whether a client identified itself, and which."""
        core = self.get_oauthlib_core()
        uri, method, body, headers = core._extract_params(request)
        asked = Request(uri, method, body, headers)
        return core.server.request_validator.authenticate_client(asked), asked.client


def described(secret: str, client: Any) -> dict[str, Any]:
    """The state of a token of this client; any other is simply not active."""
    token = get_access_token_model().objects.filter(token_checksum=hash_secret(secret), application=client).first()
    if token is None or not token_state(secret):
        return {"active": False}
    return {
        "active": True,
        "scope": token.scope,
        "client_id": client.client_id,
        "token_type": "Bearer",
        "exp": int(token.expires.timestamp()),
        "sub": str(token.user_id),
    }


def metadata(request: HttpRequest) -> JsonResponse:
    """GET /.well-known/oauth-authorization-server (RFC 8414)."""
    here = request.build_absolute_uri
    methods = ["client_secret_basic", "client_secret_post"]
    return JsonResponse(
        {
            "issuer": here("/").rstrip("/"),
            "token_endpoint": here(reverse("oauth:token")),
            "revocation_endpoint": here(reverse("oauth:revoke-token")),
            "introspection_endpoint": here(reverse("oauth:introspect")),
            "grant_types_supported": ["client_credentials"],
            "response_types_supported": [],
            "scopes_supported": list(SCOPES),
            "token_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_methods_supported": methods,
            "introspection_endpoint_auth_methods_supported": methods,
        }
    )
