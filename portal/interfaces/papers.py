"""Words and tables set on A4 as a file: one Typst template for every paper of the portal."""

from collections.abc import Mapping
from typing import Any

import orjson
import pylopdf_fonts_zh_cn as fonts
import typst
from django.conf import settings

_TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "a4.typ"


def pdf(act: Mapping[str, Any]) -> bytes:
    """The paper as PDF/A-2b; the same words always give the same bytes.

    :param act: issuer, reference, title, addressees, paragraphs, day, date, number; ``tables``
        where there are any; ``chain_seq``, ``link`` and ``qr`` where it bears the chain's mark.
    """
    return typst.compile(
        str(_TEMPLATE),
        font_paths=[str(fonts.serif_path().parent)],
        ignore_system_fonts=True,
        sys_inputs={"act": orjson.dumps(act).decode()},
        pdf_standards="a-2b",
    )
