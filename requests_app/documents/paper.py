"""A document as an A4 file: its words in one Typst template, with the chain's mark as a code."""

from io import BytesIO

import segno

from portal.interfaces import papers
from requests_app.documents.models import Document


def mark(document: Document) -> str:
    """What the code on the paper says: number, place in the chain, and the link's digest."""
    return f"{document.public_number} {document.chain_seq} {document.link}"


def _code(text: str) -> str:
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return drawn.getvalue().decode("ascii")


def pdf(document: Document) -> bytes:
    """The file, as PDF/A-2b; the same document always gives the same bytes."""
    act = {
        **document.content,
        "number": document.public_number,
        "reference": document.reference,
        "chain_seq": str(document.chain_seq),
        "link": document.link,
        "date": [document.issued_on.year, document.issued_on.month, document.issued_on.day],
        "qr": _code(mark(document)),
    }
    return papers.pdf(act)
