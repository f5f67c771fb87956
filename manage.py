#!/usr/bin/env python
"""Django's command line; starts the embedded database where no DATABASE_URL is given."""

import os
import sys


def main() -> None:
    """Run administrative tasks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from portal import database

    try:
        database.provide()
    except database.Unavailable as unavailable:
        sys.exit(str(unavailable))
    try:
        _ = settings.BASE_DIR  # reads them all
    except (ImproperlyConfigured, ValueError) as error:
        sys.exit(
            f"环境变量或者 .env 中有一项设置读不懂：{error}\n"
            f"A setting in the environment or in .env cannot be read: {error}"
        )
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
