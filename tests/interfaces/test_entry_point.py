"""What reaches the portal before any of its middleware: the server's own entry point."""

from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory

from portal.wsgi import application

DECLARED = (
    "text/plain; charset=zlib",
    "text/plain; charset=rot13",
    'application/json; CHARSET="base64"; version=1',
    "application/json; charset*=utf-8''hex",
    "text/plain; charset=undefined",
    "text/plain; charset=idna",
    "text/plain; name*=nonsense''%FF",
    "text/plain" + "; a=b" * 5000,
)


def status(environ: dict[str, Any]) -> int:
    """The status the server would send."""
    told: list[str] = []
    answer: Any = application(environ, lambda line, _headers, _error=None: told.append(line))
    b"".join(answer)
    answer.close()
    return int(told[0].split()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("query", ["q=%E4%BC%81%E4%B8%9A", "q=plain"])
def test_a_declared_character_set_never_breaks_an_address(declared: str, query: str) -> None:
    """A reader's search is answered as if nothing had been declared."""
    environ = RequestFactory()._base_environ(
        PATH_INFO="/", QUERY_STRING=query, REQUEST_METHOD="GET", CONTENT_TYPE=declared
    )
    environ["wsgi.input"] = BytesIO()
    plain = {**environ, "CONTENT_TYPE": "", "wsgi.input": BytesIO()}
    assert status(environ) == status(plain) < 400
