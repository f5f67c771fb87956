"""DRF authentication for application systems: OAuth2 client credentials."""

import hashlib
from typing import Any

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from oauth2_provider.models import AccessToken
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

_SCHEME = "bearer "


class ApiClientAuthentication(OAuth2Authentication):
    """A bearer token belongs to an application, so the request's user is its service account.

    The library issues, stores and revokes tokens; here one is looked up with its application,
    system and account in one query. What the library would judge is judged the same: it exists,
    has not expired, is bound to no other resource, and its application is usable.
    """

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The service account and the token, or None without a bearer token.

        :raises AuthenticationFailed: the token is unknown, expired, or its system is closed.
        """
        header = request.headers.get("Authorization", "")
        if not header.lower().startswith(_SCHEME):
            return None
        checksum = hashlib.sha256(header[len(_SCHEME) :].strip().encode()).hexdigest()
        token = (
            AccessToken.objects.select_related("application__api_client__user")
            .filter(
                token_checksum=checksum,
                application__api_client__is_active=True,
                application__api_client__user__is_active=True,
            )
            .first()
        )
        if token is None or token.is_expired() or token.resource:
            raise AuthenticationFailed
        if not token.application.is_usable(request):
            raise AuthenticationFailed
        client = token.application.api_client
        client.user.client_id_in_use = client.pk
        return client.user, token
