"""The key that signs sessions where none is given: made once and kept in var/."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Read the key; the first time make it, link() letting exactly one process win."""
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        os.write(handle, secrets.token_urlsafe(64).encode())
        os.close(handle)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        Path(fresh).unlink()
    return path.read_text()
