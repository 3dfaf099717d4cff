"""What came of each operation, and the answer to the whole call."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from api.answers import json_answer
from api.bulk.operations import Operation
from api.problems import ApiProblem, Fault

# Of a refused call: what would have been done alone, and was undone with the rest.
UNDONE = "failed-dependency"


@dataclass(slots=True)
class Outcomes:
    """By the place of each operation: its entry in the answer."""

    request: HttpRequest
    entries: dict[int, dict[str, Any]] = field(default_factory=dict)
    failed: int = 0

    def done(self, one: Operation, status: int, id: UUID | None, number: int | None, version: int | None) -> None:
        """The operation was done; a record that is gone or out of sight now has no version."""
        entry: dict[str, Any] = {"status": status}
        if id is not None:
            entry |= {"id": str(id), "number": number, "version": version}
        self.entries[one.place] = {name: value for name, value in entry.items() if value is not None}

    def refused(self, one: Operation, problem: ApiProblem) -> None:
        """The operation left nothing behind; `problem` is what a single call would have been answered."""
        self.failed += 1
        self.entries[one.place] = {"status": problem.type.status, "problem": told(problem, one)}

    def has(self, one: Operation) -> bool:
        return one.place in self.entries

    def answer(self, *, atomic: bool) -> HttpResponse:
        """200 with one entry an operation. A call that holds only together and failed is a problem that lists them."""
        if atomic and self.failed:
            undone = told(ApiProblem(UNDONE), None)
            for place, entry in self.entries.items():
                if "problem" not in entry:
                    self.entries[place] = {"status": undone["status"], "problem": undone}
            detail = _("%(failed)d of %(all)d operations were refused, and nothing was written.")
            words = detail % {"failed": self.failed, "all": len(self.entries)}
            raise ApiProblem("bulk-refused", words, extra={"results": self._in_order()})
        succeeded = len(self.entries) - self.failed
        return json_answer({"succeeded": succeeded, "failed": self.failed, "results": self._in_order()})

    def _in_order(self) -> list[dict[str, Any]]:
        return [self.entries[place] for place in sorted(self.entries)]


def told(problem: ApiProblem, one: Operation | None) -> dict[str, Any]:
    """A problem as the entry of an operation holds it. Pointers lead into the body of the whole call."""
    body: dict[str, Any] = {
        "type": problem.type.uri,
        "title": str(problem.type.title),
        "status": problem.type.status,
        "detail": str(problem.detail or problem.type.remedy),
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = [placed(fault, one).to_json() for fault in problem.errors]
    return body


def placed(fault: Fault, one: Operation | None) -> Fault:
    """The fault with its pointer below the operation; the version stands beside the data."""
    if one is None or fault.pointer is None or fault in one.faults:
        return fault
    if fault.pointer == "/version":
        return Fault(fault.code, fault.detail, pointer=f"{one.pointer}/version")
    return Fault(fault.code, fault.detail, pointer=f"{one.pointer}/data{fault.pointer}")
