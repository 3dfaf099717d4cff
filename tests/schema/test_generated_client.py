"""A client that openapi-python-client makes of the document, typed from the first page to an action, on a server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import yaml

from api.openapi.snapshot import SNAPSHOT
from tests.api.conftest import make_key
from tests.cast import Cast
from tests.serving import serving

pytestmark = pytest.mark.slow
PACKAGE = "atrium_client"
# The generator takes files for bytes or text where it is told of their types.
FILES = {
    "*/*": "application/octet-stream",
    "application/pdf": "application/octet-stream",
    "application/vnd.apache.parquet": "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "application/octet-stream",
    "application/x-ndjson": "text/plain",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The generated package, importable. The generator leaves out whatever it warns of: nothing."""
    folder: Path = tmp_path_factory.mktemp("client")
    settings, document = folder / "settings.json", folder / "schema.json"
    # The generator reads YAML without libyaml, which takes it half its time.
    document.write_text(json.dumps(yaml.load(SNAPSHOT.read_text(), Loader=yaml.CSafeLoader)))
    settings.write_text(json.dumps({"content_type_overrides": FILES, "post_hooks": []}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"]
    command += ["--path", str(document), "--output-path", str(folder / PACKAGE), "--config", str(settings)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0 and "WARNING" not in made.stdout + made.stderr, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield folder / PACKAGE
    sys.path.remove(str(folder))


@pytest.fixture
def client(package: Path, committed_cast: Cast) -> Iterator[Any]:
    """The generated client with Ana's key, and a server that listens."""
    with serving() as address:
        yield import_module(f"{PACKAGE}.client").AuthenticatedClient(
            base_url=address, token=make_key(committed_cast.ana), prefix="Api-Key"
        )


def call(tag: str, operation: str, client: Any, *blanks: Any, **asked: Any) -> Any:
    """What an operation answers, as the type that the document gives it."""
    return import_module(f"{PACKAGE}.api.{tag}.{operation}").sync(*blanks, client=client, **asked)


def test_every_operation_has_a_function(package: Path) -> None:
    from api.views.schema import schema_document

    names = {one["operationId"] for methods in schema_document()["paths"].values() for one in methods.values()}
    made = {path.stem for path in package.glob("api/*/*.py") if path.stem != "__init__"}
    assert len(made) == len(names)


def test_from_the_first_page_to_an_action(client: Any, committed_cast: Cast) -> None:
    models = import_module(f"{PACKAGE}.models")
    first = call("properties", "properties_list", client, limit=1, cursor="", ordering="name")
    assert isinstance(first, models.PropertyPage) and first.results[0].name == "Annex"
    cursor = parse_qs(urlsplit(first.next_).query)["cursor"][0]
    second = call("properties", "properties_list", client, limit=1, cursor=cursor, ordering="name")
    assert [one.name for one in second.results] == ["Tower"] and second.next_ is None
    filters = models.PropertyFilters(code="A1")
    (found,) = call("properties", "properties_list", client, filters=filters).results
    assert found.id == committed_cast.annex.pk and isinstance(found, models.Property)

    body = models.WorkOrderCreate(title="Leak", property_=found.id)
    made = call("work_orders", "work_orders_create", client, body=body, idempotency_key="leak-1")
    assert isinstance(made, models.WorkOrder) and (made.title, made.property_.id) == ("Leak", found.id)
    again = call("work_orders", "work_orders_create", client, body=body, idempotency_key="leak-1")
    assert again.id == made.id
    assert "cancel" in made.allowed_actions
    reason = models.WorkOrderCancel(reason="Mended already")
    ended = call("work_orders", "work_orders_cancel", client, made.id, body=reason)
    assert isinstance(ended, models.WorkOrder) and ended.version == made.version + 1


def test_problems_are_typed(client: Any, committed_cast: Cast) -> None:
    models = import_module(f"{PACKAGE}.models")
    unknown = call("properties", "properties_retrieve", client, uuid4())
    assert isinstance(unknown, models.ProblemDocument) and unknown.status == 404
    wrong = call("work_orders", "work_orders_create", client, body=models.WorkOrderCreate(title=""))
    assert (wrong.status, wrong.type_) == (400, "/problems/validation-failed/")
    assert "/title" in {one.pointer for one in wrong.errors}
    change = models.PatchedPropertyChange(name="Spire")
    tower = committed_cast.tower.pk
    renamed = call("properties", "properties_merge", client, tower, body=change)
    assert isinstance(renamed, models.Property) and renamed.name == "Spire"
    stale = call("properties", "properties_merge", client, tower, body=change, if_match=f'"{renamed.version - 1}-x"')
    assert (stale.status, stale.version) == (412, renamed.version)


def test_what_is_shown_once_is_there_once(client: Any) -> None:
    models = import_module(f"{PACKAGE}.models")
    body = models.WebhookCreate(name="Theirs", url="https://receiver.example/hook", events=["work_order.*"])
    made = call("webhooks", "webhooks_create", client, body=body)
    assert isinstance(made, models.WebhookRevealed) and made.secret.startswith("whsec_")
    read = call("webhooks", "webhooks_retrieve", client, made.id)
    assert isinstance(read, models.Webhook) and "secret" not in read.to_dict()
