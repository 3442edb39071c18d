"""What an event log holds, in columns, and how it is put in order (dữ liệu của nhật ký sự kiện)."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.fields import NONE, ReadOnly
from thutuc.logs.log_moments import Spans, Times, instants, split_moments
from thutuc.logs.log_names import COLUMNS, MEANT, XES_KEYS, XES_NAMES, apart, together
from thutuc.logs.log_problems import NO_WORDS, LogProblem, Noted, Place, ProblemKind
from thutuc.logs.log_stretches import ENDS, RESUMES, STANDARD, STARTS, SUSPENDS, paired, steps_of

Column = npt.NDArray[Any]
UNREAD = "time:timestamp"
"""The column of what stands where a moment should, and is none."""


@attrs.frozen(eq=False, repr=False)
class LogData:
    """Cases, and their events as columns (dữ liệu nhật ký).

    Args:
        name: What the log is called.
        cases: For each case its attributes, in the order in which they were met.
        events: Columns of one length, which cannot be written to: those of `COLUMNS`, `ahead`, and all others
            under their own names. Events stand case after case, those of a case by time.
        attributes: Of the log itself.
        problems: What is wrong with it.
        names: What the columns of `COLUMNS` were called where they came from.
    """

    name: str
    cases: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, Column]
    attributes: Mapping[str, Any] = NONE
    problems: tuple[LogProblem, ...] = ()
    names: Mapping[str, str] = NONE

    def __len__(self) -> int:
        return len(self.events["case"])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LogData):
            return NotImplemented
        return (
            list(self.cases.items()) == list(other.cases.items())
            and self.events.keys() == other.events.keys()
            and all(_equal(column, other.events[name]) for name, column in self.events.items())
            and self.attributes == other.attributes
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that mean nothing here, in order."""
        return tuple(name for name in self.events if name not in MEANT)

    def read_as_meant(self, keys: Mapping[str, str]) -> set[str]:
        """The names of XES that would be read as a column that means something, where *keys* are used."""
        found: set[str] = set()
        for column, names in XES_KEYS.items():
            is_there = any(value is not None for value in self.events[column].tolist())
            found.update(names[: names.index(keys[column]) + 1] if is_there else names)
        return found

    @property
    def has_starts(self) -> bool:
        """Whether some events say that work began."""
        return any(step in STARTS for step in set(steps_of(self.events["lifecycle"].tolist())))

    @property
    def spans(self) -> Iterator[tuple[str, int, int]]:
        """Each case, with the number of its first event and of the one after its last."""
        cases = self.events["case"]
        edges = np.flatnonzero(cases[1:] != cases[:-1]) + 1
        firsts, ends = [0, *edges.tolist()], [*edges.tolist(), len(cases)]
        there = {cases[a]: (a, b) for a, b in zip(firsts, ends, strict=True) if a < b}
        for case in self.cases:
            yield (case, *there.get(case, (0, 0)))


def _equal(one: Column, other: Column) -> bool:
    if one.dtype != other.dtype:
        return False
    if one.dtype.kind in "mM":
        return bool(np.array_equal(one.view(np.int64), other.view(np.int64)))
    return bool(one.tolist() == other.tolist())


@attrs.define(eq=False)
class Gathered:
    """What a reader found, before it is put in order.

    Args:
        name: What the log is called.
        cases: For each case its attributes.
        case_of: For each event the number of its case.
        columns: Every column, as objects, missing where they are `None`; moments as they are written.
        names: What the columns that mean something are called.
        attributes: Of the log.
        noted: What was wrong so far.
    """

    name: str
    cases: dict[str, dict[str, Any]]
    case_of: npt.NDArray[np.int64]
    columns: dict[str, Column]
    names: dict[str, str]
    attributes: dict[str, Any] = attrs.field(factory=dict[str, Any])
    noted: Noted = attrs.field(factory=Noted)

    def taken(self, column: str) -> Column:
        """A column that means something, taken out; of nothing, if it is not there."""
        found = self.columns.pop(self.names[column], None) if column in self.names else None
        return np.full(len(self.case_of), None, object) if found is None else found

    def in_order(self, no_office: Collection[str] = ()) -> dict[str, Any]:
        """The arguments of a log: its events in order, and what is wrong with them.

        Args:
            no_office: The words that stand where no office is told.
        """
        moment, ahead, days = self._moments()
        at = instants(moment, ahead)
        order: npt.NDArray[np.int64] | slice
        order, late = _order(self.case_of, at)
        if np.array_equal(order, np.arange(len(order))):
            # As most logs are: nothing has to be moved.
            order = slice(None)
        codes, at = self.case_of[order], at[order]
        events: dict[str, Column] = {
            "case": np.array([*self.cases, None], object)[codes],
            "activity": _texts(self.taken("activity"))[order],
            "moment": moment[order],
            "ahead": ahead[order],
        }
        for name in ("office", "officer", "lifecycle", "instance"):
            events[name] = _texts(self.taken(name))[order]
        if no_office:
            offices = events["office"].tolist()
            events["office"] = column_of([None if one in no_office else one for one in offices])
        for name in sorted(self.columns):
            bare = together(name, XES_NAMES)
            called = apart(name if bare in self.columns else bare, MEANT)
            events[called] = self.columns[name][order]
        _look(self.noted, events, codes, at, days=days[order], late=late[order])
        _look_at_cases(self.noted, self.cases, codes)
        for column in events.values():
            column.flags.writeable = False
        return {
            "name": self.name,
            "cases": ReadOnly({case: ReadOnly(found) for case, found in self.cases.items()}),
            "events": ReadOnly(events),
            "attributes": ReadOnly(self.attributes),
            "problems": self.noted.all,
            "names": ReadOnly({name: key for name, key in self.names.items() if name in COLUMNS}),
        }

    def _moments(self) -> tuple[Times, Spans, npt.NDArray[np.bool_]]:
        """The moments, as `split_moments` gives them; what is none is kept in a column of its own."""
        given = self.taken("moment").tolist()
        moment, ahead, days = split_moments(given)
        unread = [one is not None and gap for one, gap in zip(given, np.isnat(moment).tolist(), strict=True)]
        if any(unread):
            texts = [str(one) if wrong else None for one, wrong in zip(given, unread, strict=True)]
            self.columns[UNREAD] = column_of(texts)
        return moment, ahead, days


def column_of(values: Sequence[Any]) -> Column:
    """A column of objects: an array never looks into them."""
    column = np.empty(len(values), object)
    column[:] = values
    return column


def text_of(value: object) -> str | None:
    """A name as text, or nothing; a whole number that gaps in its column gave a point has none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None else str(value).strip() or None


def _texts(column: Column) -> Column:
    """A column of texts; an empty one says nothing."""
    values = column.tolist()
    known: dict[Any, str | None] = {one: text_of(one) for one in set(values)}
    if all(one is text or (one == text and isinstance(one, str)) for one, text in known.items()):
        return column
    return column_of([known[one] for one in values])


def _order(codes: npt.NDArray[np.int64], at: Times) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The order of events by case and time, and which of them stand after a later one of their case.

    An event without a moment follows the one before it.
    """
    count = len(codes)
    by_case = np.argsort(codes, kind="stable")
    case, time = codes[by_case], at[by_case].view(np.int64)
    gaps = np.isnat(at[by_case])
    if gaps.any():
        first = np.r_[True, case[1:] != case[:-1]]
        last = np.maximum.accumulate(np.where(~gaps | first, np.arange(count), 0))
        # Before all others, where nothing came before: the least number is that of NaT.
        time = time[last]
    late = np.zeros(count, np.bool_)
    late[by_case[1:]] = (case[1:] == case[:-1]) & (time[1:] < time[:-1])
    if not late.any():
        return by_case, late
    return by_case[np.lexsort((time, case))], late


def _look(
    noted: Noted,
    events: Mapping[str, Column],
    codes: npt.NDArray[np.int64],
    at: Times,
    *,
    days: npt.NDArray[np.bool_],
    late: npt.NDArray[np.bool_],
) -> None:
    """Note what is wrong with events in order."""
    if not len(codes):
        return
    first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    begins = np.repeat(first, np.diff(np.r_[first, len(codes)]))

    def add(kind: ProblemKind, wrong: "npt.NDArray[Any] | Sequence[int]") -> None:
        places = (
            np.flatnonzero(wrong) if getattr(wrong, "dtype", None) == np.bool_ else np.array(wrong, np.int64)
        )
        shown: list[Place] = [(str(events["case"][i]), int(i - begins[i]) + 1) for i in places[:10]]
        noted.add(kind, len(places), shown)

    unknown = np.isnat(at)
    add(ProblemKind.NO_MOMENT, unknown)
    add(ProblemKind.DAY_ONLY, days)
    plain = np.isnat(events["ahead"]) & ~unknown
    if not plain[~unknown].all():
        add(ProblemKind.MIXED_ZONES, plain)
    for kind, name in ((ProblemKind.NO_ACTIVITY, "activity"), (ProblemKind.NO_OFFICE, "office")):
        add(kind, np.array([one is None for one in events[name]], np.bool_))
    doubtful = {one for one in set(events["office"].tolist()) if one and one.casefold() in NO_WORDS}
    add(ProblemKind.DOUBTFUL_OFFICE, np.array([one in doubtful for one in events["office"]], np.bool_))
    add(ProblemKind.OUT_OF_ORDER, late)
    known = np.flatnonzero(~unknown)
    case, time = codes[known], at[known]
    same = (case[1:] == case[:-1]) & (time[1:] == time[:-1])
    add(ProblemKind.SAME_MOMENT, known[np.r_[False, same] | np.r_[same, False]] if len(known) else known)
    _look_at_lifecycle(events, codes, add)


def _look_at_lifecycle(
    events: Mapping[str, Column], codes: npt.NDArray[np.int64], add: Callable[[ProblemKind, list[int]], None]
) -> None:
    lifecycle = events["lifecycle"].tolist()
    steps = steps_of(lifecycle)
    add(ProblemKind.TWO_MOMENTS, _at_two_moments(events, codes, steps))
    kinds = set(steps)
    add(ProblemKind.STRANGE_LIFECYCLE, [i for i, step in enumerate(steps) if step not in STANDARD])
    if not kinds & (STARTS | SUSPENDS | RESUMES):
        return
    strays: list[int] = []
    found = paired(codes.tolist(), events["activity"].tolist(), events["instance"].tolist(), steps, strays)
    # What is suspended when it ends, or still, was never resumed.
    strays += [begin for one in found for begin, end in one.pauses if end is None]
    add(ProblemKind.UNPAIRED_PAUSE, sorted(strays))
    if not kinds & STARTS:
        return
    backward = [one.ended for one in found if one.backward is not None and one.ended is not None]
    add(ProblemKind.ENDS_BEFORE_START, sorted(backward))
    add(ProblemKind.UNPAIRED_END, [one.first for one in found if one.lacks_start])
    open_ = [one.started for one in found if one.ended is None and one.started is not None]
    add(ProblemKind.UNPAIRED_START, sorted(open_))


def _at_two_moments(
    events: Mapping[str, Column], codes: npt.NDArray[np.int64], steps: list[str]
) -> list[int]:
    """The events that another of the same case, activity, instance and step tells at another moment."""
    met: dict[tuple[object, ...], object] = {}
    found: list[int] = []
    if not set(events["instance"].tolist()) - {None}:
        return found
    moments = events["moment"].view(np.int64).tolist()
    told = zip(codes.tolist(), events["activity"].tolist(), events["instance"].tolist(), steps, strict=True)
    for i, key in enumerate(told):
        if key[2] is not None and key[3] in STARTS | ENDS and met.setdefault(key, moments[i]) != moments[i]:
            found.append(i)
    return found


def _look_at_cases(
    noted: Noted, cases: Mapping[str, Mapping[str, Any]], codes: npt.NDArray[np.int64]
) -> None:
    filled = np.zeros(len(cases), np.bool_)
    filled[codes] = True
    empty = [case for case, there in zip(cases, filled, strict=True) if not there]
    noted.add(ProblemKind.EMPTY_CASE, len(empty), [(case, 0) for case in empty])


def join(noted: Noted, kept: dict[str, Any], more: Mapping[str, Any], case: str) -> None:
    """What else is said of a case, put to what was said first; where the two differ, that is noted."""
    for key, value in more.items():
        if value is not None and kept.setdefault(key, value) != value:
            noted.note(ProblemKind.CASE_DIFFERS, case)
