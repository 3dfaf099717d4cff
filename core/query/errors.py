"""The one way a question can be refused: it names the parameter and the nearest thing that is understood."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

from core.errors import AtriumError


class QueryError(AtriumError):
    """Something in a filter, ordering, cursor or page request is not understood. Nothing was read.

    `parameter` is the parameter as the caller wrote it, `code` one of the codes in README.md.
    """

    def __init__(self, parameter: str, code: str, detail: str, suggestion: str | None = None) -> None:
        self.parameter, self.code, self.suggestion = parameter, code, suggestion
        self.detail = f"{detail} {_('Did you mean “%s”?') % suggestion}" if suggestion else detail
        super().__init__(f"{parameter}: {self.detail}")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that the writer most likely meant."""
    return next(iter(get_close_matches(word[:100], list(known), n=1, cutoff=0.6)), None)
