"""An application system that calls the API with a real token."""

import json
from typing import Any

from django.test import Client

from catalog.departments.actions import NewSystem

ALL = "catalog request data"


class ApiCaller:
    """Calls the API with the bearer token of one application system."""

    def __init__(self, credentials: NewSystem, scope: str = ALL) -> None:
        self.client = Client()
        answer = self.client.post(
            "/oauth/token/",
            {
                "grant_type": "client_credentials",
                "client_id": credentials.client_id,
                "client_secret": credentials.client_secret,
                "scope": scope,
            },
        )
        assert answer.status_code == 200, answer.content
        self.headers = {"authorization": f"Bearer {answer.json()['access_token']}"}

    def get(self, address: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """A GET under /api/v1/."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(f"/api/v1{address}", query, headers={**self.headers, **named})

    def post(self, address: str, body: Any = None, **headers: str) -> Any:
        """A POST of JSON under /api/v1/."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/api/v1{address}",
            data=body if isinstance(body, bytes) else json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers={**self.headers, **named},
        )
