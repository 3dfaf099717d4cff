"""Contracts that need records of every module ask about the matrix's world."""

from tests.matrix.conftest import world

__all__ = ["world"]
