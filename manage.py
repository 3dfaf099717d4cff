#!/usr/bin/env python
"""Runs a Django command, with the embedded servers up for those that need a database."""

import os
import sys
from pathlib import Path

# Commands that read nothing but files; the rest may ask the database.
OFFLINE = {"help", "version", "makemessages", "compilemessages", "startapp", "diffsettings"}
ROOT = Path(__file__).resolve().parent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in OFFLINE and not {"--help", "-h", "--version"} & set(sys.argv[1:]):
        start_servers()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def start_servers() -> None:
    from core.embedded import ServiceError, ensure_services

    try:
        os.environ.update(ensure_services(ROOT))
    except ServiceError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
