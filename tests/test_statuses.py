"""The ten national statuses and the one table of what leads where."""

import copy
import pickle
import re
import unicodedata

import pytest
from made_pages import STATUSES, status_tables, statuses

from lives import ACTIONS, EDGES, TABLE
from thutuc.errors import InvalidTypeError, InvalidValueError, StatusTableError, ThutucError
from thutuc.statuses import (
    FINAL,
    TRANSITIONS,
    Action,
    LocalStatuses,
    Status,
    allowed_actions,
    check,
    mermaid,
    target,
)

A, S = Action, Status


def named(name):
    return Status[name] if name else None


# The statuses and the table ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (1, "Mới đăng ký"),
        (2, "Được tiếp nhận"),
        (3, "Không được tiếp nhận"),
        (4, "Đang xử lý"),
        (5, "Yêu cầu bổ sung giấy tờ"),
        (6, "Yêu cầu thực hiện nghĩa vụ tài chính"),
        (7, "Công dân yêu cầu rút hồ sơ"),
        (8, "Dừng xử lý"),
        (9, "Đã xử lý xong"),
        (10, "Đã trả kết quả"),
    ],
)
def test_national_codes(code, label):
    """The ten codes carry the names found in deployed systems."""
    assert Status(code).label() == label
    assert len(Status) == 10


@pytest.mark.parametrize("one", [*Status, *Action], ids=str)
def test_labels(one):
    """Every status and action has words in both languages, NFC, and no other language."""
    words = one.label(), one.label("en")
    assert words[0] != words[1]
    assert all(unicodedata.is_normalized("NFC", word) and word.strip() for word in words)
    with pytest.raises(InvalidValueError):
        one.label("fr")
    assert pickle.loads(pickle.dumps(one)) is copy.deepcopy(one) is one  # noqa: S301 - our own bytes


def test_labels_tell_apart():
    """No two statuses and no two actions are called the same."""
    for kind in (Status, Action):
        for language in ("vi", "en"):
            assert len({one.label(language) for one in kind}) == len(kind)


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize("status", [None, *Status])
def test_table(accepted, status):
    """Each status allows the actions that the law and practice give it, and each leads where they say."""
    if status not in {named(name) for name in TABLE[accepted]}:
        # A dossier that was accepted is never newly submitted, one that was not is never worked on.
        return
    row = TABLE[accepted][status.name if status else None]
    assert {action.value for action in allowed_actions(status, accepted=accepted)} == set(row)
    for action in Action:
        to = row.get(action.value)
        if to == "back":
            for asked_in in (S.PROCESSING, S.SUPPLEMENT_REQUESTED):
                assert target(status, action, accepted=accepted, asked_in=asked_in) is asked_in
        else:
            assert target(status, action, accepted=accepted) is named(to)


def test_table_is_whole():
    """All ten statuses have a row, every action is used, and nothing in the table can be changed."""
    assert set(TRANSITIONS) == {None, *Status}
    # A snapshot leads to the status that it says, from none.
    assert {action for row in TRANSITIONS.values() for action in row} == set(Action) - {A.TAKE_SNAPSHOT}
    assert {action.value for action in Action} == {*ACTIONS, "take-snapshot"}
    with pytest.raises(TypeError):
        TRANSITIONS[Status.REFUSED][Action.ACCEPT] = Status.ACCEPTED
    with pytest.raises(TypeError):
        TRANSITIONS[Status.REFUSED] = {}


def test_final():
    """A life ends refused, stopped or returned; after that, it goes on by order of an authority alone."""
    assert {S.REFUSED, S.STOPPED, S.RETURNED} == FINAL
    assert [status for status in Status if status.is_final] == sorted(FINAL)
    assert (
        allowed_actions(S.REFUSED, accepted=False) == allowed_actions(S.STOPPED, accepted=True) == (A.REOPEN,)
    )
    assert allowed_actions(S.RETURNED, accepted=True) == (A.CORRECT, A.REOPEN)


# A table that is not sound --------------------------------------------------------------------------------

SOUND = {
    None: {A.ACCEPT: S.ACCEPTED},
    S.ACCEPTED: {A.FINISH: S.FINISHED},
    S.FINISHED: {A.RETURN: S.RETURNED},
    S.RETURNED: {},
}


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({S.STOPPED: {A.FINISH: S.FINISHED}}, {"STOPPED cannot be reached"}),
        (
            {S.FINISHED: {}},
            {
                "FINISHED is a trap",
                "RETURNED cannot be reached",
                "ACCEPTED never leads to an end",
                "FINISHED never leads to an end",
            },
        ),
        ({S.ACCEPTED: {A.STOP: S.STOPPED, A.FINISH: S.FINISHED}}, {"STOPPED has no row"}),
        (
            {
                S.ACCEPTED: {A.ASSIGN: S.PROCESSING, A.FINISH: S.FINISHED},
                S.PROCESSING: {A.PAUSE: S.PROCESSING},
            },
            {"PROCESSING never leads to an end"},
        ),
        ({None: {}}, {f"{name} cannot be reached" for name in ("ACCEPTED", "FINISHED", "RETURNED")}),
    ],
)
def test_unsound_table(change, problems):
    """Every fault of a table is named, all at once and nothing else, in an error that pickles."""
    check(SOUND, [S.RETURNED])
    with pytest.raises(StatusTableError) as caught:
        check(SOUND | change, [S.RETURNED])
    assert set(caught.value.problems) == problems
    assert all(problem in str(caught.value) for problem in problems)
    assert isinstance(caught.value, ThutucError)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert again.problems == caught.value.problems


# Pages ---------------------------------------------------------------------------------------------------

_EDGE = re.compile(r"    (?P<start>\[\*\]|s\d+) --> (?P<end>\[\*\]|s\d+)(?: : (?P<labels>[^:;\n]+))?")
_STATE = re.compile(r"    s(?P<code>\d+) : (?P<label>[^:;\n]+)")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_mermaid(language):
    """The diagram has a line for every status, every edge of the table, and every end; and nothing else."""
    head, *lines = mermaid(language).splitlines()
    assert head == "stateDiagram-v2"
    parsed = [_STATE.fullmatch(line) or _EDGE.fullmatch(line) for line in lines]
    assert all(parsed)
    drawn = set()
    for match in parsed:
        if "labels" in match.groupdict() and match["labels"]:
            start = None if match["start"] == "[*]" else Status(int(match["start"][1:]))
            drawn |= {(start, label, match["end"]) for label in match["labels"].split(" / ")}
    before = {status for _, status, action in EDGES if action == "request-withdrawal"}
    for accepted, status, action in EDGES:
        to = TABLE[accepted][status][action]
        for one in before if to == "back" else {to}:
            assert (named(status), Action(action).label(language), f"s{Status[one].value}") in drawn
    ends = {match["start"] for match in parsed if match.groupdict().get("end") == "[*]"}
    assert ends == {f"s{status.value}" for status in FINAL}


def test_tables():
    """The page names every status and every edge, and its tables have four columns throughout."""
    text = status_tables()
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("|")]
    assert {len(row) for row in rows} == {4}
    for status in Status:
        assert f"| {status.value} | {status.label('en')} | `{status.name}` |" in text
    cells = {(row[0].removeprefix("| "), word) for row in rows for word in row[1].split("; ")}
    for _, status, action in EDGES:
        if status:
            assert (Status[status].label("en"), Action(action).label("en")) in cells
    assert mermaid("en") in text


def test_page_is_current():
    """The page of the docs is what the table gives; `python docs/made_pages.py` writes it anew."""
    assert STATUSES.read_text("utf-8") == statuses()


# Statuses of an office ------------------------------------------------------------------------------------


def test_local_statuses():
    """An office's own statuses map onto the ten, keep their labels, compare, hash and pickle."""
    local = LocalStatuses({11: ("Nhận trực tiếp", S.ACCEPTED), 4: ("Chuyên viên xử lý", S.PROCESSING)})
    assert (local.national(11), local.national(4), local.national(9)) == (
        S.ACCEPTED,
        S.PROCESSING,
        S.FINISHED,
    )
    assert (local.label(11), local.label(4), local.label(9)) == (
        "Nhận trực tiếp",
        "Chuyên viên xử lý",
        "Đã xử lý xong",
    )
    again = pickle.loads(pickle.dumps(local))  # noqa: S301 - our own bytes
    assert again == local
    assert hash(again) == hash(local)
    decomposed = unicodedata.normalize("NFD", "Nhận trực tiếp")
    assert LocalStatuses({11: (decomposed, S.ACCEPTED)}).label(11) == "Nhận trực tiếp"
    with pytest.raises(TypeError):
        local.meanings[12] = ("khác", S.ACCEPTED)


@pytest.mark.parametrize(
    ("meanings", "error"),
    [
        ([(11, ("a", S.ACCEPTED))], InvalidTypeError),
        ({"11": ("a", S.ACCEPTED)}, InvalidTypeError),
        ({True: ("a", S.SUBMITTED)}, InvalidTypeError),
        ({11: "a"}, InvalidTypeError),
        ({11: ("a", 2)}, InvalidTypeError),
        ({11: (None, S.ACCEPTED)}, InvalidTypeError),
        ({11: ("  ", S.ACCEPTED)}, InvalidValueError),
        ({4: ("a", S.ACCEPTED)}, InvalidValueError),
    ],
)
def test_bad_local_statuses(meanings, error):
    """What is no table of local statuses is refused when it is given."""
    with pytest.raises(error) as caught:
        LocalStatuses(meanings)
    assert isinstance(caught.value, ThutucError)
    assert hasattr(caught.value, "given")


@pytest.mark.parametrize(
    ("code", "error"),
    [(12, InvalidValueError), (0, InvalidValueError), (True, InvalidTypeError), ("4", InvalidTypeError)],
)
def test_unknown_code(code, error):
    """A code that is neither national nor local is refused with the known ones; `True` is no code."""
    local = LocalStatuses({11: ("Nhận trực tiếp", S.ACCEPTED)})
    for ask in (local.national, local.label):
        with pytest.raises(error) as caught:
            ask(code)
        assert caught.value.given == code
        assert error is InvalidTypeError or "10, 11" in str(caught.value)
