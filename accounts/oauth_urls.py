"""Addresses of OAuth2."""

from django.urls import path

from accounts.views.oauth import IntrospectTokenView, RevokeTokenView, TokenView

app_name = "oauth"
urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("revoke_token/", RevokeTokenView.as_view(), name="revoke-token"),
    path("introspect/", IntrospectTokenView.as_view(), name="introspect"),
]
