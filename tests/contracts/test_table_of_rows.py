"""The page of contract rows names every row that a test performs, and no other."""

from tests.contracts.rows import marked, written


def test_the_page_is_that_of_the_tests() -> None:
    assert list(written()) == marked(), "`make rows` writes docs/contract-rows.md anew"
