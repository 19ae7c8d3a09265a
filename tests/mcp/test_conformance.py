"""The protocol's own conformance suite (npm) against our server, as the command starts it over HTTP.

Most of its scenarios ask for test tools, prompts or resources of the suite's own, or for parts of the protocol that
this server does not offer. Those can't pass, and each of them is named here with what it asks for. But in all of them
every message that we send is checked against the schema of the protocol.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from desk_samples import PINNED, free_port, made, wait_for
from eventlog.render.meanings import MEANINGS

pytestmark = [pytest.mark.mcp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "build" / "conformance" / "node_modules"
NODE = FOLDER / ".bin" / "node"
SUITE = FOLDER / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"

PASSED = {
    *("server-initialize", "ping", "tools-list", "tools-call-simple-text", "tools-call-error", "resources-list"),
    *("sep-2164-resource-not-found", "dns-rebinding-protection", "http-header-validation"),
    *("input-required-result-ignore-extra-params", "input-required-result-unsupported-methods"),
}
"""What applies to this server, and has to pass whole."""

ASKS = {
    "test tools of the suite": {
        *("tools-call-image", "tools-call-audio", "tools-call-embedded-resource", "tools-call-mixed-content"),
        *("tools-call-with-logging", "tools-call-with-progress", "tools-call-sampling", "tools-call-elicitation"),
        *("json-schema-2020-12", "elicitation-sep1034-defaults", "elicitation-sep1330-enums", "server-stateless"),
        "http-custom-header-server-validation",
    },
    "test resources of the suite": {"resources-read-text", "resources-read-binary", "resources-templates-read"},
    "subscriptions": {"resources-subscribe", "resources-unsubscribe"},
    "prompts": {
        *("prompts-list", "prompts-get-simple", "prompts-get-with-args", "prompts-get-embedded-resource"),
        *("prompts-get-with-image", "caching"),
    },
    "log levels or completion": {"logging-set-level", "completion-complete"},
    "tasks (an extension)": {
        *("tasks-lifecycle", "tasks-capability-negotiation", "tasks-wire-fields", "tasks-request-state-removal"),
        *("tasks-mrtr-input", "tasks-request-headers", "tasks-dispatch-and-envelope", "tasks-required-task-error"),
        "tasks-mrtr-composition",
    },
    "input from the client": {
        *("basic-elicitation", "basic-sampling", "basic-list-roots", "request-state", "multiple-input-requests"),
        *("multi-round", "non-tool-request", "result-type", "tampered-state", "capability-check"),
    },
}
"""What the others ask for that this server does not offer."""


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What the suite says of each scenario, check by check."""
    if not (NODE.exists() and SUITE.exists()):
        pytest.skip("the protocol's conformance suite is not at hand: make test-mcp installs it where npm is")
    folder = tmp_path_factory.mktemp("conformance")
    port = free_port()
    path = made(folder / "log.db")
    words = [sys.executable, "-m", "eventlog", "mcp", str(path), "--published", PINNED, "--http", str(port)]
    server = subprocess.Popen(words, stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        address = f"http://127.0.0.1:{port}/mcp"
        command = [NODE, SUITE, "server", "--url", address, "--suite", "all", "-o", folder / "told"]
        subprocess.run(command, capture_output=True, check=False, timeout=600)
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted((folder / "told").glob("server-*/checks.json")):
        name = one.parent.name.removeprefix("server-")
        name = re.sub(r"-\d{4}-\d\d-\d\dT[\d-]+Z$", "", name)
        found[name] += json.loads(one.read_text(encoding="utf-8"))
    return found


def failed(told: list[dict[str, Any]]) -> list[str]:
    """The checks that failed."""
    return [one["id"] for one in told if one["status"] == "FAILURE"]


def test_every_message_is_what_the_schema_has(checks: dict[str, list[dict[str, Any]]]) -> None:
    """In no scenario, whatever it asks for, do we send anything that the protocol's schema does not have."""
    told = [one for scenario in checks.values() for one in scenario if one["id"] == "wire-schema-valid"]
    assert len(told) > 40
    assert [one["details"] for one in told if one["status"] != "SUCCESS"] == []
    assert sum(one["details"]["messagesValidated"] for one in told) > 100


def test_what_applies_passes(checks: dict[str, list[dict[str, Any]]]) -> None:
    """Tools, the resource, headers, hosts and origins: no check of theirs fails, and each has one that succeeds."""
    for name in PASSED:
        assert failed(checks[name]) == [], name
        assert any(one["status"] == "SUCCESS" for one in checks[name]), name


def test_what_does_not_apply_is_named(checks: dict[str, list[dict[str, Any]]]) -> None:
    """Nothing fails but what asks for something that is not offered here."""
    named = {name for several in ASKS.values() for name in several}
    missing = {name.removeprefix("input-required-result-") for name, told in checks.items() if failed(told)}
    assert missing - named == set()
    assert named - missing == set()


def test_the_meanings_are_those_of_the_page() -> None:
    """The resource says of each status what the reference says."""
    page = (REPOSITORY / "docs" / "reference" / "words.md").read_text(encoding="utf-8")
    rows = [f"| `{status}` | {meaning} |" for status, meaning in MEANINGS.items()]
    assert "\n".join(rows) in page
