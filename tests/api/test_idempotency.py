"""A repeated POST is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import encode_multipart
from django.utils import timezone

from api.models import IdempotencyKey
from core.acting import acting
from core.documents.models import Document
from facilities.models import Property
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast

KEY = {"Idempotency-Key": "order 7"}


def body(cast: Cast, name: str = "Depot") -> dict[str, str]:
    return {"name": name, "portfolio": str(cast.portfolio.pk)}


def test_the_first_answer_is_given_again(cast: Cast, ana: ApiClient) -> None:
    first = ana.send("POST", "properties/", body(cast), headers=KEY)
    second = ana.send("POST", "properties/", body(cast), headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content and first["Location"] == second["Location"]
    assert "Idempotent-Replayed" not in first and second["Idempotent-Replayed"] == "true"
    other = ana.send("POST", "properties/", body(cast, "Other"), headers=KEY)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-mismatch/")


def upload(client: ApiClient, path: str, content: bytes, boundary: str) -> Any:
    form = {"file": SimpleUploadedFile("plan.txt", content)}
    body, kind = encode_multipart(boundary, form), f"multipart/form-data; boundary={boundary}"
    return client.generic("POST", path, body, content_type=kind, headers=KEY)


def test_a_large_file_is_kept_once(cast: Cast, ana: ApiClient, settings: Any, tmp_path: Path) -> None:
    """Larger than what a body may be, and with another boundary each time, as clients do."""
    settings.MEDIA_ROOT = tmp_path
    content = b"A long plan.\n" * 900_000
    assert len(content) > settings.API_BODY_LIMIT
    path = f"properties/{cast.tower.pk}/documents/"
    first, second = upload(ana, path, content, "one"), upload(ana, path, content, "two")
    assert (first.status_code, second.status_code) == (201, 201), first.content
    assert first.json() == second.json() and second["Idempotent-Replayed"] == "true"
    assert upload(ana, path, content[1:], "three").json()["type"] == "/problems/idempotency-mismatch/"
    with acting(cast.ana):
        assert Document.objects.visible_to(cast.ana).get().size == len(content)
    broken = ana.generic("POST", path, b"no form", content_type="multipart/form-data; boundary=x", headers=KEY)
    assert broken.status_code in (400, 422)
    boundless = ana.generic(
        "POST", path, b"no form", content_type="multipart/form-data", headers={"Idempotency-Key": "2"}
    )
    assert (boundless.status_code, boundless.json()["type"]) == (400, "/problems/validation-failed/")


def test_a_refusal_is_given_again_too(cast: Cast, ana: ApiClient) -> None:
    first = ana.send("POST", "properties/", {"name": ""}, headers=KEY)
    second = ana.send("POST", "properties/", {"name": ""}, headers=KEY)
    assert first.status_code == second.status_code == 400
    assert first.content == second.content and second["Idempotent-Replayed"] == "true"


def test_a_failure_of_the_server_frees_the_key(cast: Cast, ana: ApiClient, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("api.views.records.create_record", lambda *args: 1 / 0)
        assert ana.send("POST", "properties/", body(cast), headers=KEY).status_code == 500
    assert ana.send("POST", "properties/", body(cast), headers=KEY).status_code == 201


def test_a_claim_whose_process_died_is_free_after_its_lease(cast: Cast, ana: ApiClient) -> None:
    assert ana.send("POST", "properties/", body(cast), headers=KEY).status_code == 201
    with acting(cast.ana):
        IdempotencyKey.objects.update(status=None, claimed_until=timezone.now() + timedelta(seconds=9))
    busy = ana.send("POST", "properties/", body(cast), headers=KEY)
    assert (busy.status_code, busy.json()["type"]) == (409, "/problems/idempotency-in-progress/")
    assert busy["Retry-After"] == "1"
    with acting(cast.ana):
        IdempotencyKey.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert ana.send("POST", "properties/", body(cast), headers=KEY).status_code == 201


def test_keys_are_per_caller_and_end_after_a_day(cast: Cast, ana: ApiClient) -> None:
    ana.send("POST", "properties/", body(cast), headers=KEY)
    sys = ApiClient(make_key(cast.sys))
    assert "Idempotent-Replayed" not in sys.send("POST", "properties/", body(cast), headers=KEY)
    with acting(cast.ana):
        IdempotencyKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "Idempotent-Replayed" not in ana.send("POST", "properties/", body(cast), headers=KEY)
    for key in ("", "x" * 256):
        assert ana.send("POST", "properties/", body(cast), headers={"Idempotency-Key": key}).status_code == 400


def test_twenty_at_once_make_one_record(committed_cast: Cast) -> None:
    secret = make_key(committed_cast.ana)

    def call(_number: int) -> int:
        try:
            return ApiClient(secret).send("POST", "properties/", body(committed_cast), headers=KEY).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(call, range(20)))
    assert set(statuses) <= {201, 409} and 201 in statuses
    with acting(committed_cast.ana):
        assert Property.objects.filter(name="Depot").count() == 1


def test_answers_are_forgotten_after_their_day(cast: Cast, ana: ApiClient) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from api.models import IdempotencyKey
    from api.tasks import delete_expired_keys

    body = {"title": "Leak", "property": str(cast.tower.pk)}
    ana.send("POST", "work-orders/", body, headers={"Idempotency-Key": "a"})
    ana.send("POST", "work-orders/", body, headers={"Idempotency-Key": "b"})
    with acting(cast.ana):
        IdempotencyKey.objects.filter(key="a").update(expires_at=timezone.now() - timedelta(minutes=1))
    assert delete_expired_keys() == 1
    with acting(cast.ana):
        assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["b"]
