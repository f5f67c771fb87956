"""The watched city of supervision, for a module."""

from tests.requests_app.oversight.conftest import kept, watch

__all__ = ["kept", "watch"]
