"""One furnished desk and one area for a whole module; each test is undone."""

from tests.requests_app.delivery.conftest import desk, furnished
from tests.requests_app.return_flow.conftest import area, built

__all__ = ["area", "built", "desk", "furnished"]
