"""Fetches a document of another system: only from hosts on the allow-list, within limits."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from urllib.parse import urlsplit

from django.conf import settings

from catalog.exchange.faults import FileFault

#: Bytes of one document, seconds for one step of the connection, and for the whole document.
MOST_BYTES = 50 * 1024 * 1024
STEP_SECONDS = 10
WHOLE_SECONDS = 120
_PIECE = 64 * 1024
_PORTS = {"http": 80, "https": 443}


def place(address: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address on the allow-list.

    :raises FileFault: it is no plain address, or its host is not on the list; each cause has a
        code of its own, so that whoever typed it is told what to write instead.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FileFault("NO_ADDRESS") from error
    scheme, host = parts.scheme, parts.hostname or ""
    if not address.isascii() or not address.isprintable() or set(address) & set(" \\<>\"'"):
        raise FileFault("ADDRESS_CHARACTERS")
    if scheme not in _PORTS:
        raise FileFault("ADDRESS_SCHEME")
    if "@" in parts.netloc:
        raise FileFault("ADDRESS_SIGNS_IN")
    if not host:
        raise FileFault("NO_ADDRESS")
    port = _PORTS[scheme] if port is None else port
    _allow(host, port, is_usual=port == _PORTS[scheme])
    path = parts.path or "/"
    return scheme, host, port, f"{path}?{parts.query}" if parts.query else path


def _allow(host: str, port: int, *, is_usual: bool) -> None:
    """Ask the allow-list. A host alone stands for the usual port of the scheme.

    :raises FileFault: the host says of itself that it lies inside, or it is not on the list.
    """
    if not settings.PORTAL_HARVEST_PRIVATE and _is_inside(host):
        raise FileFault("HOST_INSIDE", host=host)
    allowed = {each.strip().lower() for each in settings.PORTAL_HARVEST_HOSTS}
    if f"{host}:{port}" in allowed or (is_usual and host in allowed):
        return
    if host in {each.partition(":")[0] for each in allowed}:
        raise FileFault("PORT_NOT_ALLOWED", host=host, port=port)
    raise FileFault("HOST_NOT_ALLOWED", host=host)


def _is_inside(host: str) -> bool:
    """Whether the host as it is written already names a network of one's own."""
    try:
        return not _is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _address_of(host: str, port: int) -> str:
    """The one address that is connected to; every address of the name is judged.

    :raises FileFault: the name has none, or one of them lies in a network of one's own.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FileFault("HOST_NOT_FOUND", host=host) from error
    addresses = [str(each[4][0]) for each in found]
    if not settings.PORTAL_HARVEST_PRIVATE and not all(map(_is_public, addresses)):
        raise FileFault("HOST_INSIDE", host=host)
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    judged = mapped or address
    return judged.is_global and not judged.is_multicast


class _Plain(http.client.HTTPConnection):
    """A connection to an address that was judged, under the name that was asked for."""

    judged = ""

    def connect(self) -> None:
        """To that address and to no other, whatever the name resolves to by now."""
        self.sock = socket.create_connection((self.judged, self.port), STEP_SECONDS)


class _Secure(_Plain):
    """The same with TLS; the certificate is that of the name."""

    def connect(self) -> None:
        """To that address; the name is proved by its certificate."""
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def fetch(address: str) -> bytes:
    """The document at the address. A redirect is not followed.

    :raises FileFault: the address may not be read, or no whole document came in time.
    """
    scheme, host, port, path = place(address)
    connection = (_Secure if scheme == "https" else _Plain)(host, port, timeout=STEP_SECONDS)
    connection.judged = _address_of(host, port)
    ends = time.monotonic() + WHOLE_SECONDS
    # A host that lets each byte of its head drip would never run into the time of one step.
    limit = threading.Timer(WHOLE_SECONDS, _cut, [connection])
    limit.daemon = True
    limit.start()
    try:
        connection.request("GET", path, headers={"Accept": "*/*", "Accept-Encoding": "identity"})
        return _read(connection.getresponse(), ends)
    except (OSError, ValueError, http.client.HTTPException) as error:
        if time.monotonic() > ends:
            raise FileFault("TOO_SLOW") from error
        raise FileFault("NO_ANSWER", host=host) from error
    finally:
        limit.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """End the connection, whatever is being waited for."""
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse, ends: float) -> bytes:
    if 300 <= answer.status < 400:
        raise FileFault("REDIRECTED")
    if answer.status != 200:
        raise FileFault("STATUS", status=answer.status)
    packed = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packed != "identity":
        raise FileFault("COMPRESSED", form=packed[:20])
    whole = bytearray()
    while piece := answer.read1(_PIECE):
        whole += piece
        if len(whole) > MOST_BYTES:
            raise FileFault("TOO_LARGE_DOCUMENT")
        if time.monotonic() > ends:
            raise FileFault("TOO_SLOW")
    if time.monotonic() > ends:
        # What was cut off looks like a document that has ended.
        raise FileFault("TOO_SLOW")
    if answer.length:
        raise FileFault("CUT_OFF")
    return bytes(whole)
