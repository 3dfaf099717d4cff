"""The documents are held to the code: links resolve, examples run, every variable is explained."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from string import Template
from typing import Any

import pytest
from django.core.management import call_command, get_commands
from django.test import Client

from accounts.actions.organizations import create_organization
from accounts.choices import RoleTemplate
from core.acting import acting
from core.actor import Actor
from core.checks import EXEMPT
from demo.accounts import PASSWORD, PEOPLE, STAFF_EMAIL
from facilities.actions.portfolios import create_portfolio
from facilities.actions.properties import create_property
from workorders.actions.work_orders import create_work_order

ROOT = Path(__file__).resolve().parent.parent
HIDDEN = {".venv", ".atrium", ".git", "node_modules", ".pytest_cache"}
PAGES = sorted(path for path in ROOT.rglob("*.md") if not HIDDEN & set(path.relative_to(ROOT).parts))
READS_ENVIRONMENT = ["config/settings.py", "core/runner.py", "core/embedded/__init__.py", "core/embedded/__main__.py"]
ENVIRONMENT = re.compile(r"""(?:\benv\.\w+|environ\.get|given\.get)\(\s*"(\w+)\"""")
# The blocks of JSON in api.md; the problem document is the last.
PROBLEM = re.compile(r"```json\n(.*?)```", re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "#", "mailto:")):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_every_variable_is_explained() -> None:
    explained = read("docs/operations.md")
    for name in {name for path in READS_ENVIRONMENT for name in ENVIRONMENT.findall(read(path))}:
        assert f"`{name}`" in explained, name


def test_every_explained_variable_is_read() -> None:
    code = "".join(read(path) for path in READS_ENVIRONMENT)
    for name in re.findall(r"^\| `([A-Z_0-9]+)` \|", read("docs/operations.md"), re.MULTILINE):
        assert f'"{name}"' in code, name


def test_every_exemption_from_the_policies_is_told() -> None:
    for table in EXEMPT:
        assert f"`{table}`" in read("docs/architecture.md"), table


def test_the_logins_are_those_of_the_demonstration() -> None:
    told = re.findall(r"^\| (\w+@\S+) \| ([\w ]+) \|", read("README.md"), re.MULTILINE)
    people = [(one.email, RoleTemplate(one.role).label.lower()) for one in PEOPLE]
    assert told == [*people, (STAFF_EMAIL, "platform staff")]
    assert f"`{PASSWORD}`" in read("README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"manage\.py ([a-z]+)\b", text)) <= set(get_commands())


@dataclass
class Shell:
    """Runs the commands of an example: `curl` by the test client, `python3 -c` as it is."""

    variables: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def curl(self, words: list[str]) -> Any:
        """The answer to one call."""
        options, url = read_options([Template(word).substitute(self.variables) for word in words])
        headers = dict(line.split(": ", 1) for line in options.get("-H", []))
        if "-u" in options:
            import base64

            headers["Authorization"] = "Basic " + base64.b64encode(options["-u"][0].encode()).decode()
        body = options.get("-d", [""])[0]
        method = options.get("-X", ["POST" if "-d" in options else "GET"])[0]
        kind = headers.pop("Content-Type", "application/x-www-form-urlencoded" if body else "")
        return self.client.generic(method, url, body, kind, headers=headers)


def read_options(words: list[str]) -> tuple[dict[str, list[str]], str]:
    """The options of a `curl` command with their values, and its address without the host."""
    options: dict[str, list[str]] = {}
    url, rest = "", iter(words[1:])
    for word in rest:
        if word in ("-H", "-u", "-d", "-X"):
            options.setdefault(word, []).append(next(rest))
        elif word != "-s":
            url = word
    return options, url


def commands(page: str) -> Iterator[str]:
    """The lines of a page's shell examples, continued lines joined."""
    for block in re.findall(r"```sh\n(.*?)```", read(page), re.DOTALL):
        yield from block.replace("\\\n", " ").replace("|\n", "|").splitlines()


@pytest.fixture
def shell(db: None) -> Shell:
    """A shell on an installation that has what the examples name."""
    organization = create_organization(
        name="Public buildings service", slug="public-buildings-service", time_zone="America/Chicago"
    )
    actor = Actor.system(organization.pk)
    with acting(actor):
        portfolio = create_portfolio(actor=actor, name="Great Lakes")
        place = create_property(actor=actor, name="Federal building", code="IL0236", state="IL", portfolio=portfolio)
        work_order = create_work_order(actor=actor, title="Door sticks", property=place)
    return Shell({"ATRIUM": "", "PROPERTY": str(place.pk), "WORK_ORDER": str(work_order.pk)})


def create_credential(shell: Shell, line: str) -> None:
    """Run the example's own command and keep what it prints."""
    output = StringIO()
    call_command(*shlex.split(line)[2:], stdout=output)
    text = output.getvalue()
    told = json.loads(text) if text.startswith("{") else dict(row.split(": ", 1) for row in text.splitlines())
    shell.variables |= {"ID": told["id"], "SECRET": told["secret"]}


def test_the_examples_of_the_api_run(shell: Shell) -> None:
    answers = []
    for line in commands("docs/api.md"):
        if "credential create" in line:
            create_credential(shell, line)
        elif line.startswith("curl"):
            if "$ETAG" in line:
                read_again = 'curl -H "Authorization: Bearer $TOKEN" $ATRIUM/api/v1/work-orders/$WORK_ORDER/'
                shell.variables["ETAG"] = shell.curl(shlex.split(read_again))["ETAG"]
            answers.append((line, shell.curl(shlex.split(line))))
            if "oauth/token" in line:
                shell.variables["TOKEN"] = answers[-1][1].json()["access_token"]
    *good, (_line, refused) = answers
    assert len(good) > 12
    for line, answer in good:
        assert 200 <= answer.status_code < 300, (line, answer.getvalue())
    assert_told(json.loads(PROBLEM.findall(read("docs/api.md"))[-1]), refused.json())


def assert_told(written: Any, found: Any) -> None:
    """Everything that the page writes is so in the answer, which may say more."""
    if isinstance(written, dict):
        for name, value in written.items():
            assert_told(value, found[name])
    elif isinstance(written, list):
        for one, other in zip(written, found, strict=True):
            assert_told(one, other)
    else:
        assert written == found


def test_the_first_call_of_the_readme_runs(shell: Shell) -> None:
    last = None
    for line in commands("README.md"):
        if "credential create" in line:
            create_credential(shell, line)
        elif match := re.fullmatch(r"(?:(\w+)=\$\()?(curl .*?)(?:\s*\|\s*python3 -c (.*)\))?", line):
            name, call, code = match.groups()
            last = shell.curl(shlex.split(call))
            assert 200 <= last.status_code < 300, (line, last.content)
            if name:
                command = [sys.executable, "-c", shlex.split(code)[0]]
                done = subprocess.run(command, input=last.content, capture_output=True, check=True)
                shell.variables[name] = done.stdout.decode().strip()
    assert last is not None
    assert (last.status_code, last.json()["title"]) == (201, "Leak under the sink")
