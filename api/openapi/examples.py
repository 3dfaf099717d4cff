"""Examples of what is sent and answered. They are real calls, kept in `examples.json`; tests make them again."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("examples.json")
JSON = "application/json"


@cache
def kept() -> dict[str, dict[str, Any]]:
    """`records`, one of each kind, and `calls`: by operation what was sent, and what was answered unless a record."""
    found: dict[str, dict[str, Any]] = json.loads(KEPT.read_text())
    return found


def add_examples(result: dict[str, Any], operations: Iterator[dict[str, Any]]) -> None:
    """Show with each operation what was sent to it and answered."""
    shown = result["components"].setdefault("examples", {})
    for operation in operations:
        name = operation["operationId"]
        call = kept()["calls"].get(name, {})
        if "body" in call:
            show(shown, operation["requestBody"], f"{name}_body", call["body"])
        for status, answer in operation["responses"].items():
            record = record_name(answer)
            if status == call.get("status") and "answer" in call:
                show(shown, answer, f"{name}_answer", call["answer"])
            elif record in kept()["records"]:
                show(shown, answer, record, kept()["records"][record])


def record_name(answer: dict[str, Any]) -> str:
    """The component that an answer is."""
    reference: str = answer.get("content", {}).get(JSON, {}).get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2]


def show(shown: dict[str, Any], holder: dict[str, Any], name: str, value: Any) -> None:
    shown[name] = {"value": value}
    for content in holder["content"].values():
        content["examples"] = {"example": {"$ref": f"#/components/examples/{name}"}}
