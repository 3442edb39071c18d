"""The recipe for structured logs: every line is JSON, and nothing personal stands in any."""

import io
import json
import logging

import pytest
from logs_without_names import FACTS, JsonLines, what_failed, what_happened

from stored_dossiers import dossier
from thutuc import events as e, records
from thutuc.errors import EventError, ThutucError

NAMES = ("Nguyễn Văn A", "Trần Thị B", "riêng tư", "đủ hồ sơ", "079123456789")


@pytest.fixture
def log():
    stream, handler = io.StringIO(), logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.setStream(stream)
    logger = logging.Logger("test")  # noqa: LOG001 - none that others share
    logger.addHandler(handler)
    return logger, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_every_event_is_a_line(log):
    """Each event of many lives is a line with the dossier's status and due day after it."""
    logger, lines = log
    count = 0
    for number in range(100):
        kept = dossier(number)
        for place, event in enumerate(kept.events, 1):
            then = kept.as_of(event.at) if place < len(kept.events) else kept
            logger.info("dossier.event", extra={FACTS: what_happened(then, event)})
            count += 1
    assert len(lines()) == count
    last = lines()[-1]
    assert (last["what"], last["level"], last["dossier"]) == ("dossier.event", "info", kept.code)
    assert (last["status"], last["due_on"]) == (kept.status.value, kept.deadline.due_on.isoformat())
    said = json.dumps(lines(), ensure_ascii=False)
    assert not [name for name in NAMES if name in said]


def test_a_refused_event_says_why_and_by_whom_not(log):
    """The line of a refused event has its reason and what is allowed, and neither officer nor ground."""
    logger, lines = log
    event = e.Paid(at=dossier(1).events[-1].at, office="TN", officer=NAMES[0], ground=NAMES[2])
    try:
        dossier(1).record(event)
    except EventError:
        logger.exception("dossier.refused")
    (line,) = lines()
    assert (line["error"], line["dossier"], line["level"]) == ("event", dossier(1).code, "error")
    assert line["why"].startswith("pay is not allowed")
    assert line["places"]
    assert not [name for name in NAMES if name in json.dumps(line, ensure_ascii=False)]


@pytest.mark.parametrize(
    "fails",
    [
        lambda: records.load({"kind": "accepted", "schema": 1, "at": NAMES[4], "office": NAMES[0]}),
        lambda: {}[NAMES[0]],
        lambda: int(NAMES[4] + "x"),
        lambda: (_ for _ in ()).throw(RuntimeError(NAMES[2])),
    ],
)
def test_what_was_typed_is_in_no_line(log, fails):
    """Messages of errors hold what was typed, and none of it is written, whoever raised them."""
    logger, lines = log
    try:
        fails()
    except Exception:
        logger.exception("failed for %s", NAMES[0])
    (line,) = lines()
    assert line["what"] == "failed for %s"
    assert line["error"]
    assert not [name for name in NAMES if name in json.dumps(line, ensure_ascii=False)]


def test_an_error_as_the_message_is_told_by_its_kind(log):
    """An error that is given as the message itself is written by its class alone."""
    logger, lines = log
    logger.error(ValueError(NAMES[0]))
    logger.warning({"name": NAMES[1]})
    assert [line["what"] for line in lines()] == ["ValueError", "dict"]
    assert not [name for name in NAMES if name in json.dumps(lines(), ensure_ascii=False)]


def test_the_kind_of_an_error_is_stable():
    """An error of the library has its stable code, any other the name of its class."""
    with pytest.raises(ThutucError) as caught:
        records.load({})
    assert what_failed(caught.value)["error"] == "record"
    assert what_failed(ValueError("x"))["error"] == "ValueError"
