"""Files in a bucket: a server that speaks S3 keeps them, and everything else is the same."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from core.acting import acting
from core.documents.actions import add_document, remove_document, replace_file
from core.documents.files import file_answer
from core.documents.orphans import collect_orphans
from tests.cast import Cast
from tests.documents.files import PDF, PNG, upload

pytestmark = pytest.mark.slow
BUCKET = "atrium-test"
ROOT = Path(__file__).resolve().parents[2]
SHOW = "from django.conf import settings; print(settings.STORAGES['default']['BACKEND'])"


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bucket of a server on loopback; the client's own variables sign in, as in production."""
    from moto.server import ThreadedMotoServer

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=address)
    client.create_bucket(Bucket=BUCKET)
    options = {**settings.S3_OPTIONS, "bucket_name": BUCKET, "endpoint_url": address}
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    assert type(storages["default"]).__name__ == "S3Storage"
    yield client
    server.stop()


def keys(client: Any) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_files_live_in_the_bucket(cast: Cast, bucket: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True), acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
        assert b"".join(file_answer(document).streaming_content) == PDF
        replace_file(document, actor=cast.ana, file=upload("b.png", PNG))
        assert b"".join(file_answer(document, size="small").streaming_content)[:2] == b"\xff\xd8"
        assert len(keys(bucket)) == 3
        remove_document(document, cast.tower, actor=cast.ana)
    assert keys(bucket) == []


def test_the_bucket_is_swept_too(cast: Cast, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting(cast.ana):
        document = add_document(cast.tower, actor=cast.ana, file=upload())
    lost = f"{cast.organization.pk}/{timezone.now():%Y/%m}/lost.pdf"
    bucket.put_object(Bucket=BUCKET, Key=lost, Body=b"x")
    assert collect_orphans(cast.organization.pk) == 0
    monkeypatch.setattr("core.documents.orphans.YOUNG", timedelta(seconds=-60))
    assert collect_orphans(cast.organization.pk) == 1
    assert keys(bucket) == [document.file.name] and default_storage.exists(document.file.name)


def test_a_named_bucket_is_all_it_takes() -> None:
    """The settings themselves, read by another process."""
    environment = {**os.environ, "S3_BUCKET": BUCKET, "DJANGO_SETTINGS_MODULE": "config.settings"}
    told = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert told.stdout.decode().strip() == "storages.backends.s3.S3Storage"
