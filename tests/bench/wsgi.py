"""The product under measurement, with the bench's one extra address."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.conf import settings

settings.ROOT_URLCONF = "tests.bench.urls"

from portal.wsgi import application  # noqa: E402  # after the addresses it is to load

__all__ = ["application"]
