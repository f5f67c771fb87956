"""WSGI entry point."""

import gc
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

_CHARSET = re.compile(r""";\s*charset\*?\s*=\s*("[^"]*"|[^;]*)""", re.IGNORECASE)

_portal = get_wsgi_application()


def _settle() -> None:
    """Load every address now, and let the collector leave alone what lives as long as the process.

    Otherwise it walks the whole portal again and again while calls are answered, a third of the
    time of a short one; what a call leaves behind is collected after twenty thousand objects more.
    """
    list(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


_settle()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The portal; what it is sent is UTF-8, whatever character set a request declares.

    Django decodes addresses and forms with the declared one before any middleware runs, so a
    made-up one ("zlib", or a header that cannot be read) would end in a fault without an answer.
    JSON is UTF-8 (RFC 8259), and so is every form a browser sends from our pages.
    """
    declared = environ.get("CONTENT_TYPE", "")
    try:
        parse_header_parameters(declared)
    except ValueError:
        declared = "application/octet-stream"
    environ["CONTENT_TYPE"] = _CHARSET.sub("", declared)
    return _portal(environ, start_response)
