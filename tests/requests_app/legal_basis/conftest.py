"""One furnished desk for a whole module; each test is undone."""

from tests.requests_app.delivery.conftest import desk, furnished

__all__ = ["desk", "furnished"]
