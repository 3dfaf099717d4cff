"""Tools that nobody here wrote read the OpenAPI document and ask the API; they ask about the matrix's world."""

from tests.matrix.conftest import passing_world as world

__all__ = ["world"]
