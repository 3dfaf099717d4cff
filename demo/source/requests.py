"""Requests for service as the cities of Chicago and New York published them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from demo.source.tables import read_table

CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")


class Outcome(StrEnum):
    """What became of a request, in our words; the published word stays beside it."""

    OPEN = "open"
    COMPLETED = "completed"
    DUPLICATE = "duplicate"
    """Closed because somebody had reported the same before."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request with the dates, words and status it was published with."""

    key: str
    """Unique here: the number, and for the second row of a repeated number a suffix."""
    number: str
    """As published; 174 Chicago numbers were given out twice."""
    category: str
    title: str
    description: str
    resolution: str
    address: str
    """Where it was reported, which is not where the demonstration puts it."""
    borough: str
    """Of New York; empty in Chicago."""
    published_status: str
    outcome: Outcome
    opened_at: datetime
    finished_at: datetime | None
    channel: str


def read_chicago_requests() -> Iterator[RequestRow]:
    """All 18,113 sanitation requests that Chicago received in 2013, oldest first."""
    seen: Counter[str] = Counter()
    for row in read_table("chicago_requests.csv"):
        number = row["Service_Request_Number"]
        seen[number] += 1
        yield _chicago_request(row, key=number if seen[number] == 1 else f"{number}/{seen[number]}")


def read_new_york_requests() -> Iterator[RequestRow]:
    """The 214 complaints about buildings in New York's sample."""
    return (_new_york_request(row) for row in read_table("new_york_requests.csv"))


def _chicago_request(row: dict[str, str], key: str) -> RequestRow:
    category = row["What_is_the_Nature_of_this_Code_Violation"]
    return RequestRow(
        key=key,
        number=row["Service_Request_Number"],
        category=category or "Not stated",
        title=category if category not in ("", "Other") else "Sanitation code violation",
        description="",
        resolution="",
        address=f"{row['Street_Address']}, Chicago IL {row['ZIP_Code']}".strip(),
        borough="",
        published_status=row["Status"],
        outcome=_chicago_outcome(row["Status"]),
        opened_at=_chicago_day(row["Creation_Date"]),
        finished_at=_chicago_day(row["Completion_Date"]) if row["Completion_Date"] else None,
        channel="",
    )


def _chicago_outcome(status: str) -> Outcome:
    if status.endswith("- Dup"):
        return Outcome.DUPLICATE
    return Outcome.COMPLETED if status == "Completed" else Outcome.OPEN


def _chicago_day(text: str) -> datetime:
    """The city publishes days without a time, so noon there: the day then holds in every American zone."""
    return datetime.fromisoformat(text).replace(hour=12, tzinfo=CHICAGO)


def _new_york_request(row: dict[str, str]) -> RequestRow:
    finished = row["Closed Date"]
    return RequestRow(
        key=row["Unique Key"],
        number=row["Unique Key"],
        category=row["Complaint Type"],
        title=row["Descriptor"] or row["Complaint Type"],
        description=row["Location Type"],
        resolution=row["Resolution Description"],
        address=f"{row['Incident Address']}, {row['Borough']} NY {row['Incident Zip']}".strip(),
        borough=row["Borough"].title(),
        published_status=row["Status"],
        outcome=Outcome.COMPLETED if row["Status"] == "Closed" else Outcome.OPEN,
        opened_at=_new_york_time(row["Created Date"]),
        finished_at=_new_york_time(finished) if finished else None,
        channel=row["Open Data Channel Type"],
    )


def _new_york_time(text: str) -> datetime:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=NEW_YORK)
