"""The callers of the API and the browsers of the cast, as other tests have them."""

from tests.api.conftest import as_, nobody
from tests.pages.conftest import ben, cleo

__all__ = ["as_", "ben", "cleo", "nobody"]
