"""DRF authentication for application systems: OAuth2 client credentials."""

from typing import Any

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from portal.accounts.models import ApiClient


class ApiClientAuthentication(OAuth2Authentication):
    """A bearer token belongs to an application, so the request's user is its service account."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The service account and the token, or None without a bearer token.

        :raises AuthenticationFailed: the token is unknown, expired, or its system is closed.
        """
        header = request.headers.get("Authorization", "")
        if not header.lower().startswith("bearer "):
            return None
        result = super().authenticate(request)
        if result is None:
            raise AuthenticationFailed
        _user, token = result
        client = (
            ApiClient.objects.select_related("user")
            .filter(application_id=token.application_id, is_active=True, user__is_active=True)
            .first()
        )
        if client is None:
            raise AuthenticationFailed
        client.user.client_id_in_use = client.pk
        return client.user, token
