"""The ten national statuses of a dossier and the one table of what leads where (trạng thái hồ sơ)."""

from collections.abc import Collection, Mapping
from enum import Enum, StrEnum
from types import MappingProxyType, NoneType
from typing import Self
from unicodedata import normalize

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError, StatusTableError
from thutuc.fields import ReadOnly, checked, mapping, require, whole_number
from thutuc.words.labels import Numbered, check_language, read_label

__all__ = [
    "FINAL",
    "TRANSITIONS",
    "Action",
    "LocalStatuses",
    "Status",
    "allowed_actions",
    "mermaid",
    "target",
]


class Status(Numbered):
    """Where a dossier stands, by its national code (trạng thái hồ sơ).

    Legal source:
        Thông tư 22/2019/TT-BTTTT, Điều 4, Phụ lục I (codes read in deployed systems; not the annex itself).

    Examples:
        >>> Status(4), Status.PROCESSING.label(), Status.PROCESSING.label("en")
        (<Status.PROCESSING: 4>, 'Đang xử lý', 'processing')
        >>> Status.parse("đang  xử lý") is Status.parse("4") is Status.PROCESSING
        True
    """

    SUBMITTED = 1, "Mới đăng ký"
    ACCEPTED = 2, "Được tiếp nhận"
    REFUSED = 3, "Không được tiếp nhận"
    PROCESSING = 4, "Đang xử lý"
    SUPPLEMENT_REQUESTED = 5, "Yêu cầu bổ sung giấy tờ"
    PAYMENT_REQUESTED = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWAL_REQUESTED = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    FINISHED = 9, "Đã xử lý xong"
    RETURNED = 10, "Đã trả kết quả"

    @property
    def is_final(self) -> bool:
        """Whether the dossier's life ends here, unless an authority orders that it goes on."""
        return self in FINAL


FINAL = frozenset({Status.REFUSED, Status.STOPPED, Status.RETURNED})
"""The statuses in which a dossier's life ends, unless an authority orders that it goes on."""
SETTLED = FINAL | {Status.FINISHED}
"""Those in which the office has nothing more to decide."""


class Action(StrEnum):
    """What can be done to a dossier; each event carries out one (hành động).

    Examples:
        >>> Action.REQUEST_SUPPLEMENT.label()
        'yêu cầu bổ sung'
    """

    SUBMIT = "submit", "nộp hồ sơ"
    ACCEPT = "accept", "tiếp nhận"
    REFUSE = "refuse", "từ chối tiếp nhận"
    REQUEST_SUPPLEMENT = "request-supplement", "yêu cầu bổ sung"
    SUPPLEMENT = "supplement", "bổ sung"
    ASSIGN = "assign", "phân công"
    TRANSFER = "transfer", "chuyển"
    COMPLETE_PART = "complete-part", "xong phần việc"
    FINISH_PART = "finish-part", "có kết quả thành phần"
    ASK_OPINION = "ask-opinion", "lấy ý kiến"
    GIVE_OPINION = "give-opinion", "cho ý kiến"
    REQUEST_PAYMENT = "request-payment", "yêu cầu thực hiện nghĩa vụ tài chính"
    PAY = "pay", "thực hiện nghĩa vụ tài chính"
    PAUSE = "pause", "tạm dừng"
    RESUME = "resume", "tiếp tục"
    EXTEND = "extend", "xin lỗi, gia hạn"
    CHANGE_LIMIT = "change-limit", "đổi thời hạn"
    ADJUST = "adjust", "điều chỉnh nội dung"
    REQUEST_WITHDRAWAL = "request-withdrawal", "yêu cầu rút"
    DECLINE_WITHDRAWAL = "decline-withdrawal", "không chấp nhận rút"
    STOP = "stop", "dừng giải quyết"
    CLOSE = "close", "đóng hồ sơ"
    FINISH = "finish", "giải quyết xong"
    RETURN = "return", "trả kết quả"
    CORRECT = "correct", "đính chính kết quả"
    REOPEN = "reopen", "giải quyết lại"
    TAKE_SNAPSHOT = "take-snapshot", "ghi nhận hiện trạng"
    """Told of a dossier that began in another system; it stands in no row of the table."""

    vi: str

    def __new__(cls, value: str, vi: str) -> Self:
        """An action by its name and its Vietnamese words."""
        action = str.__new__(cls, value)
        action._value_, action.vi = value, vi
        return action

    def label(self, language: str = "vi") -> str:
        """Words for a reader."""
        return self.value.replace("-", " ") if check_language(language) == "en" else self.vi

    @classmethod
    def parse(cls, text: str) -> Self:
        """The action that *text* names: by its label, its value or its name (đọc tên gọi).

        Raises:
            InvalidTypeError: If it is no text.
            InvalidValueError: If none is called so; the message says which there are.
        """
        return read_label(cls, text)


class Back(Enum):
    """Where waiting ends: where the dossier came from."""

    DESK = "desk"
    """SUBMITTED if the dossier has not been accepted yet, PROCESSING if it has."""
    BEFORE = "before"
    """The status in which the withdrawal was asked for."""


Origin = Status | None  # the status acted upon, `None` before anything has happened
Target = Status | Back

_S, _A = Status, Action
_DESK = (_S.SUBMITTED, _S.PROCESSING)
WAITING = (_S.SUPPLEMENT_REQUESTED, _S.PAYMENT_REQUESTED, _S.WITHDRAWAL_REQUESTED)
# A dossier can change hands and content at any time: one sent to the wrong agency is forwarded unaccepted.
_ANY_TIME = (_A.ASSIGN, _A.TRANSFER, _A.ADJUST)
# What happens whether or not the citizen is waited for: opinions arrive, causes end, delays are announced.
_CLOCK = (_A.PAUSE, _A.RESUME, _A.EXTEND, _A.CHANGE_LIMIT)
_MEANWHILE = (_A.COMPLETE_PART, _A.FINISH_PART, _A.GIVE_OPINION, *_CLOCK)
_AT_WORK = (*_ANY_TIME, *_MEANWHILE, _A.ASK_OPINION)
# The ways out of work: to the citizen, or to the end.
_OUT = {
    _A.REQUEST_SUPPLEMENT: _S.SUPPLEMENT_REQUESTED,
    _A.REQUEST_PAYMENT: _S.PAYMENT_REQUESTED,
    _A.REQUEST_WITHDRAWAL: _S.WITHDRAWAL_REQUESTED,
    _A.STOP: _S.STOPPED,
}


def _staying(status: Status, *actions: Action) -> dict[Action, Target]:
    return dict.fromkeys(actions, status)


def _waiting(status: Status, end: Action) -> dict[Action, Target]:
    """What may happen while the citizen is waited for, and the action that ends it."""
    return {
        end: Back.DESK,
        **_staying(status, *_AT_WORK),
        _A.REQUEST_WITHDRAWAL: _S.WITHDRAWAL_REQUESTED,
        _A.REFUSE: _S.REFUSED,
        _A.STOP: _S.STOPPED,
        _A.CLOSE: _S.STOPPED,
    }


_TABLE: dict[Origin, dict[Action, Target]] = {
    None: {
        _A.SUBMIT: _S.SUBMITTED,
        _A.ACCEPT: _S.ACCEPTED,
        _A.REFUSE: _S.REFUSED,
        _A.REQUEST_SUPPLEMENT: _S.SUPPLEMENT_REQUESTED,
    },
    _S.SUBMITTED: {
        _A.ACCEPT: _S.ACCEPTED,
        _A.REFUSE: _S.REFUSED,
        **_staying(_S.SUBMITTED, *_ANY_TIME),
        **_OUT,
    },
    _S.ACCEPTED: {
        **_staying(_S.ACCEPTED, _A.ADJUST, *_CLOCK),
        **_staying(_S.PROCESSING, _A.ASSIGN, _A.TRANSFER, _A.FINISH_PART, _A.ASK_OPINION),
        **_OUT,
        _A.FINISH: _S.FINISHED,
    },
    # What had ended is handled once more by order of an authority; what was never accepted, at the counter.
    _S.REFUSED: {_A.REOPEN: _S.SUBMITTED},
    _S.PROCESSING: {**_staying(_S.PROCESSING, *_AT_WORK), **_OUT, _A.FINISH: _S.FINISHED},
    # A request found needless at the counter is followed by acceptance without a supplement.
    _S.SUPPLEMENT_REQUESTED: {
        **_waiting(_S.SUPPLEMENT_REQUESTED, _A.SUPPLEMENT),
        _A.ACCEPT: _S.ACCEPTED,
    },
    _S.PAYMENT_REQUESTED: _waiting(_S.PAYMENT_REQUESTED, _A.PAY),
    _S.WITHDRAWAL_REQUESTED: {
        _A.DECLINE_WITHDRAWAL: Back.BEFORE,
        **_staying(_S.WITHDRAWAL_REQUESTED, *_MEANWHILE),
        _A.STOP: _S.STOPPED,
    },
    _S.STOPPED: {_A.REOPEN: Back.DESK},
    _S.FINISHED: {
        _A.RETURN: _S.RETURNED,
        _A.CORRECT: _S.FINISHED,
        _A.REOPEN: _S.PROCESSING,
    },
    _S.RETURNED: {_A.CORRECT: _S.FINISHED, _A.REOPEN: _S.PROCESSING},
}
_BEFORE_WITHDRAWAL = tuple(status for status in _S if _A.REQUEST_WITHDRAWAL in _TABLE[status])
# What is done at the counter, before acceptance, and what belongs to the work, after it.
_ONLY_BEFORE = frozenset({_A.ACCEPT, _A.REFUSE})
_ONLY_AFTER = frozenset({*_MEANWHILE, _A.ASK_OPINION, _A.FINISH})


def check(table: Mapping[Origin, Mapping[Action, Target]], final: Collection[Status] = FINAL) -> None:
    """Refuse a table with a status that cannot be reached, has no row, is a trap, or never leads to an end.

    Raises:
        StatusTableError: With everything that is wrong.

    Examples:
        >>> check({None: {Action.ACCEPT: Status.ACCEPTED}, Status.ACCEPTED: {}}, final=[Status.RETURNED])
        Traceback (most recent call last):
        ...
        thutuc.errors.StatusTableError: the table of statuses is not sound: ACCEPTED is a trap; ...
    """
    edges: dict[Origin, set[Origin]] = {
        origin: {to for found in row.values() for to in places_of(found)} for origin, row in table.items()
    }
    named = {status.name: status for status in edges if status}
    missing = {to.name for targets in edges.values() for to in targets if to and to.name not in named}
    problems = [f"{name} has no row" for name in sorted(missing)]
    traps = (name for name, status in named.items() if not edges[status] and status not in final)
    problems += [f"{name} is a trap" for name in traps]
    reached = _closure({None}, edges)
    problems += [f"{name} cannot be reached" for name, status in named.items() if status not in reached]
    backward: dict[Origin, set[Origin]] = {}
    for origin, targets in edges.items():
        for to in targets:
            backward.setdefault(to, set()).add(origin)
    ending = _closure(set(final), backward)
    problems += [f"{name} never leads to an end" for name, status in named.items() if status not in ending]
    if problems:
        raise StatusTableError(
            f"the table of statuses is not sound: {'; '.join(problems)}", problems=tuple(problems)
        )


def places_of(to: Target) -> tuple[Status, ...]:
    """The statuses that *to* can stand for."""
    if isinstance(to, Status):
        return (to,)
    return _DESK if to is Back.DESK else _BEFORE_WITHDRAWAL


def _closure(start: set[Origin], edges: Mapping[Origin, set[Origin]]) -> set[Origin]:
    found, front = set(start), list(start)
    while front:
        for to in edges.get(front.pop(), set()) - found:
            found.add(to)
            front.append(to)
    return found


check(_TABLE)
TRANSITIONS: Mapping[Origin, Mapping[Action, Target]] = MappingProxyType(
    {origin: MappingProxyType(row) for origin, row in _TABLE.items()}
)
"""For every status what may be done and where it leads; checked when this module is read."""


def _resolved(accepted: bool) -> dict[Origin, dict[Action, Status]]:  # noqa: FBT001 - private
    """The table with `Back` filled in by the desk, for dossiers that were or were not accepted."""
    desk, wrong = (_S.PROCESSING, _ONLY_BEFORE) if accepted else (_S.SUBMITTED, _ONLY_AFTER)
    return {
        origin: {
            action: desk if isinstance(to, Back) else to for action, to in row.items() if action not in wrong
        }
        for origin, row in _TABLE.items()
    }


AFTER: tuple[dict[Origin, dict[Action, Status]], ...] = (_resolved(accepted=False), _resolved(accepted=True))
"""The table as look-ups: `AFTER[accepted][status][action]`."""


def target(
    status: Status | None, action: Action, *, accepted: bool, asked_in: Status | None = None
) -> Status | None:
    """Where *action* leads from *status*, or `None` if it is not allowed there.

    Args:
        status: The status acted upon; `None` before anything has happened.
        action: The action.
        accepted: Whether it has been accepted; waiting then ends in processing, otherwise at the counter.
        asked_in: The status in which a withdrawal was asked for, to which a declined one leads back; left
            out, the desk.

    Examples:
        >>> target(Status.SUPPLEMENT_REQUESTED, Action.SUPPLEMENT, accepted=True)
        <Status.PROCESSING: 4>
        >>> target(Status.RETURNED, Action.ACCEPT, accepted=True) is None
        True
    """
    row = AFTER[require(accepted, bool, "accepted")][_known(status)]
    if asked_in is not None and TRANSITIONS[status].get(action) is Back.BEFORE:
        return require(asked_in, Status, "asked_in")
    return row.get(require(action, Action, "action"))


def allowed_actions(status: Status | None, *, accepted: bool) -> tuple[Action, ...]:
    """What may be done in *status* (các hành động được phép).

    Examples:
        >>> [action.value for action in allowed_actions(Status.FINISHED, accepted=True)]
        ['return', 'correct', 'reopen']
    """
    return tuple(AFTER[require(accepted, bool, "accepted")][_known(status)])


def _known(status: Status | None) -> Status | None:
    known: Status | None = checked(status, (Status, NoneType), "status must be a Status or None")
    return known


def mermaid(language: str = "vi") -> str:
    """The table as a Mermaid state diagram, for any page that draws them.

    Examples:
        >>> print(mermaid("en").splitlines()[0])
        stateDiagram-v2
    """
    lines = ["stateDiagram-v2"]
    lines += [f"    s{status.value} : {status.value} {status.label(language)}" for status in Status]
    for origin, row in TRANSITIONS.items():
        ways: dict[Status, list[str]] = {}
        for action, found in row.items():
            for to in places_of(found):
                ways.setdefault(to, []).append(action.label(language))
        start = f"s{origin.value}" if origin else "[*]"
        lines += [f"    {start} --> s{to.value} : {' / '.join(labels)}" for to, labels in ways.items()]
    lines += [f"    s{status.value} --> [*]" for status in Status if status in FINAL]
    return "\n".join(lines)


def _read_meanings(given: Mapping[int, tuple[str, Status]]) -> Mapping[int, tuple[str, Status]]:
    """Local statuses as they are kept: checked, and not to be changed."""
    told = mapping(given, wanted="local statuses map codes to labels and statuses")
    return ReadOnly({_read_code(code): _read_meaning(code, meaning) for code, meaning in told.items()})


def _read_code(code: object) -> int:
    return whole_number(code, "the code of a status is a whole number")


def _read_meaning(code: int, told: object) -> tuple[str, Status]:
    match told:
        case (str() as label, Status() as status):
            pass
        case _:
            raise InvalidTypeError(f"{code} needs a label and its Status, not {told!r}", given=told)
    if not label.strip():
        raise InvalidValueError(f"the label of {code} is empty; name the status", given=label)
    if code in set(Status) and Status(code) is not status:
        raise InvalidValueError(
            f"{code} is {Status(code).name} and cannot stand for {status.name}; use a code above 10",
            given=code,
        )
    return normalize("NFC", label), status


@attrs.frozen
class LocalStatuses:
    """An office's own statuses, each standing for one of the ten (trạng thái nội bộ).

    Args:
        meanings: For each local code its label and the national status it stands for.

    Raises:
        InvalidTypeError: If *meanings* is no mapping of whole numbers to pairs of a text and a `Status`.
        InvalidValueError: If a label is empty, or a local code is one of the ten and stands for another.

    Examples:
        >>> local = LocalStatuses({11: ("Nhận trực tiếp", Status.ACCEPTED)})
        >>> local.national(11), local.national(4), local.label(11)
        (<Status.ACCEPTED: 2>, <Status.PROCESSING: 4>, 'Nhận trực tiếp')
    """

    meanings: Mapping[int, tuple[str, Status]] = attrs.field(converter=_read_meanings)

    def national(self, code: int) -> Status:
        """The national status of a local or national code.

        Raises:
            InvalidTypeError: If the code is no whole number.
            InvalidValueError: If the code is neither.
        """
        code = _read_code(code)
        if code in self.meanings:
            return self.meanings[code][1]
        try:
            return Status(code)
        except ValueError:
            known = ", ".join(map(str, sorted({*self.meanings, *(status.value for status in Status)})))
            raise InvalidValueError(f"{code!r} is not a status; known are {known}", given=code) from None

    def label(self, code: int, language: str = "vi") -> str:
        """The local label of a code, or the national one."""
        national = self.national(code)
        return self.meanings[code][0] if code in self.meanings else national.label(language)
