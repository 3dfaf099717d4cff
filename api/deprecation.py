"""How an operation is taken out of use: said in every answer, in the schema and in the audit log, half a year ahead."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date

# What callers are promised between the first word of it and the day on which the address may answer 404.
NOTICE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation that has a better one. Days are days of UTC.

    `successor` is the address of the better one; blanks such as `{id}` are filled from the call.
    """

    since: date
    until: date
    successor: str

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"{self.successor}: {NOTICE.days} days lie between notice and end")

    def mark(self, response: HttpResponseBase, request: HttpRequest, blanks: dict[str, object]) -> None:
        """Say it in an answer: RFC 9745, RFC 8594 and a link to the successor."""
        successor = request.build_absolute_uri(self.successor.format(**blanks))
        response["Deprecation"] = f"@{seconds(self.since)}"
        response["Sunset"] = http_date(seconds(self.until))
        response["Link"] = f'<{successor}>; rel="successor-version"'

    @property
    def words(self) -> str:
        """For the schema and the reference."""
        return f"Deprecated since {self.since}: use `{self.successor}`. It is answered until {self.until} at least."


def seconds(day: date) -> int:
    """The beginning of a day of UTC, in seconds since 1970."""
    return int(datetime.combine(day, time(), UTC).timestamp())
