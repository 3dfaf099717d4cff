"""What can go wrong in a write, said once. Each doorway has one mapper from these to its own form of answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field


class AtriumError(Exception):
    """A refusal that a person or program is told about; never a fault of the server."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the member it concerns (empty for the whole record), a code, and words."""

    field: str
    code: str
    message: str


class RuleBroken(AtriumError):
    """A rule of the domain refuses the write. Nothing was written.

    `status` is 400 for something wrong in what was sent and 409 for a conflict with the present state.
    """

    def __init__(
        self,
        field: str = "",
        code: str = "invalid",
        message: str = "",
        *,
        problems: Sequence[Problem] = (),
        status: int = 400,
        extra: dict[str, object] | None = None,
    ) -> None:
        self.problems = tuple(problems) or (Problem(field, code, message),)
        self.status = status
        self.extra = extra or {}
        super().__init__("; ".join(f"{p.field or 'record'}: {p.message}" for p in self.problems))

    @property
    def code(self) -> str:
        return self.problems[0].code


class NotVisible(AtriumError):
    """The record does not exist for this actor: another organization's, outside the scope, or no such id."""


@dataclass
class Gone(AtriumError):
    """The record was deleted; whoever could see it learns when, for ninety days."""

    deleted_at: object = field(default=None)


class NotPermitted(AtriumError):
    """The record is visible, but the actor's role does not hold the permission."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(permission)


class StaleVersion(AtriumError):
    """Somebody else saved the record since it was read."""

    def __init__(self, current: int, expected: int) -> None:
        self.current, self.expected = current, expected
        super().__init__(f"version {expected} was expected, {current} is stored")


class WriteTookTooLong(AtriumError):
    """A writing transaction outlived its time and was ended; nothing of it was written."""


class StorageFull(AtriumError):
    """There is no room for the file; nothing of it was kept."""
