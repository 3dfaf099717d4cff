"""Reading a database address. No Django settings are needed, so the settings themselves may call it."""

from typing import Any
from urllib.parse import unquote

import environ


def parse_database_url(url: str) -> dict[str, Any]:
    """A Django database from a URL. A percent-encoded host, or ?host=, is a socket folder."""
    found: dict[str, Any] = environ.Env.db_url_config(url)
    options = dict(found.get("OPTIONS", {}))
    found["HOST"] = unquote(str(found.get("HOST") or "")) or options.pop("host", "")
    found["OPTIONS"] = options
    return found
