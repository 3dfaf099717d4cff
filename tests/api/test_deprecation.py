"""An address that is on its way out says so in time: in answers, schema, reference, changelog and audit log."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

import pytest

from api.audit.waiting import waiting
from api.deprecation import Deprecated
from api.routes import PREVIEW_OF_RECORD
from api.views.schema import schema_document
from tests.api.conftest import ApiClient
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
FORMER = "/api/v1/maintenance-plans/{id}/preview/"


def test_half_a_year_lies_between_notice_and_end() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Deprecated(since=date(2026, 1, 1), until=date(2026, 6, 29), successor="/api/v1/me/")


def test_each_answer_says_until_when_and_what_is_better(cast: Cast, ana: ApiClient) -> None:
    unknown = uuid4()
    answer = ana.get(FORMER.format(id=unknown))
    assert answer.status_code == 404
    since = datetime.fromtimestamp(int(answer["Deprecation"].removeprefix("@")), UTC)
    ends = parsedate_to_datetime(answer["Sunset"])
    assert (since.date(), ends.date()) == (PREVIEW_OF_RECORD.since, PREVIEW_OF_RECORD.until)
    better = f"http://testserver/api/v1/maintenance-plans/{unknown}/dates/"
    assert answer["Link"] == f'<{better}>; rel="successor-version"'
    assert not ana.get(better.removeprefix("http://testserver")).has_header("Deprecation")


def test_who_still_calls_it_is_found_in_the_audit_log(cast: Cast, ana: ApiClient) -> None:
    ana.get(FORMER.format(id=uuid4()))
    ana.get("me/")
    waiting.flush()
    (entry,) = ana.get("audit-log/?deprecated=true").json()["results"]
    assert entry["path"].endswith("/preview/") and entry["credential"]["name"] == "Ana Alvarez"


def test_schema_and_changelog_name_it() -> None:
    marked = {
        (path, method)
        for path, methods in schema_document()["paths"].items()
        for method, operation in methods.items()
        if operation.get("deprecated")
    }
    assert marked == {(FORMER, "get")}
    told = schema_document()["paths"][FORMER]["get"]["description"]
    assert "/dates/" in told and "2027-06-30" in told
    changes = (ROOT / "CHANGELOG.md").read_text()
    for path, _method in marked:
        assert path.removeprefix("/api/v1") in changes
