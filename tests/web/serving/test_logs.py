"""What a log line may hold: our own words, of others only a text without values, of errors no message."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from web.serving.logs import Formatter


def record(name: str, message: str, *values: object, failed: bool = False) -> logging.LogRecord:
    error = None
    if failed:
        try:
            raise ValueError("hemmeligord could not be read")
        except ValueError:
            error = sys.exc_info()
    return logging.LogRecord(name, logging.ERROR, "/srv/secret/channel.py", 434, message, values, error)


def test_our_own_words_are_written_with_their_values() -> None:
    line = json.loads(Formatter(True).format(record("web.current", "build %s is served", "b1")))
    assert (line["event"], line["level"], line["logger"]) == ("build b1 is served", "error", "web.current")


@pytest.mark.parametrize(
    ("message", "values", "event"),
    [
        ("Exception on %s [%s]", ("/soeg?q=hemmeligord", "GET"), "Exception on %s [%s]"),
        ("Client disconnected while serving /soeg?q=hemmeligord", (), "channel:434"),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_a_librarys_record_loses_its_values(
    message: str, values: tuple[str, ...], event: str, as_json: bool
) -> None:
    line = Formatter(as_json).format(record("waitress", message, *values))
    assert event in line
    assert "hemmeligord" not in line and "secret" not in line


@pytest.mark.parametrize("as_json", [True, False])
def test_an_error_is_its_class_and_its_lines(as_json: bool) -> None:
    line = Formatter(as_json).format(record("web", "Exception on %s", "/soeg?q=hemmeligord", failed=True))
    assert "ValueError" in line
    assert "test_logs.py:" in line
    assert "hemmeligord" not in line
    assert "\n" not in line
