"""`EventLog`: what happened to cases, as an event log tells it (nhật ký sự kiện)."""

from collections.abc import Mapping
from datetime import datetime
from os import PathLike
from typing import Any

import attrs

from thutuc.arrays.native_frames import native_frame
from thutuc.bounds import read_path
from thutuc.calendars import WorkCalendar
from thutuc.dossiers import Dossier
from thutuc.fields import require
from thutuc.limits import Convention
from thutuc.logs.activity_table import activity_table
from thutuc.logs.dossier_logs import dossiers_of
from thutuc.logs.log_data import LogData
from thutuc.logs.log_files import write_whole
from thutuc.logs.log_legs import legs_of
from thutuc.logs.log_register import Limit, Told, register_of
from thutuc.logs.ocel_writing import ocel_parts
from thutuc.logs.xes_writing import xes_parts
from thutuc.procedures import Procedure
from thutuc.words.table import Shown, Table


@attrs.frozen(eq=False, repr=False)
class EventLog(LogData, Shown):
    """Cases with their attributes, and events in order, as columns (nhật ký sự kiện).

    Two logs are equal if they hold the same cases, events and attributes of the log; where they came from,
    and what was wrong there, is not compared.

    Args:
        name: What the log is called.
        cases: For each case its attributes, in the order in which they were met.
        events: Arrays of one length, which cannot be written to: `case`, `activity`, `moment` as it is
            written, `ahead`, how far that is ahead of UTC (`NaT` where it has no zone), `office`, `officer`,
            `lifecycle`, `instance`, and every other column under its own name. Events stand case after case,
            those of a case by time, and those of one moment as they were met.
        attributes: Of the log itself.
        problems: What is wrong with it, counted.
        names: What the columns that mean something were called where they came from.

    Examples:
        >>> from datetime import datetime
        >>> import polars
        >>> from thutuc import logs
        >>> log = logs.read_log(
        ...     polars.DataFrame(
        ...         {
        ...             "case": ["H1", "H1", "H2"],
        ...             "activity": ["tiếp nhận", "thẩm định", "tiếp nhận"],
        ...             "moment": [datetime(2026, 3, day, 9) for day in (2, 4, 3)],
        ...             "office": ["Một cửa", "Tư pháp", None],
        ...         }
        ...     )
        ... )
        >>> log, log.problems[0].text("en")
        (<EventLog frame: 2 cases, 3 events, 1 problem>, '1 events without an office: H2 (1)')
    """

    def __repr__(self) -> str:
        kinds = len(self.problems)
        wrong = f", {kinds} problem{'s' * (kinds > 1)}" if kinds else ""
        return f"<EventLog {self.name}: {len(self.cases)} cases, {len(self)} events{wrong}>"

    def __str__(self) -> str:
        return self.text()

    def table(self, language: str = "vi") -> Table:
        """Each activity, the most frequent first: its events, the cases that have it, and its days.

        No officer and no attribute stands in it; below it, what is wrong with the log.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.

        Examples:
            >>> from datetime import datetime
            >>> import polars
            >>> from thutuc import logs
            >>> at = datetime(2026, 3, 2, 9)
            >>> columns = {"case": ["H1"], "activity": ["ký"], "moment": [at], "office": ["A"]}
            >>> print(logs.read_log(polars.DataFrame(columns)).table("en"))
            frame: 1 cases, 1 events
            activity  events  cases  first       last
            -----------------------------------------------
            ký             1      1  02/03/2026  02/03/2026
            total          1      1  02/03/2026  02/03/2026
        """
        return activity_table(self, language)

    def legs(
        self,
        calendar: WorkCalendar,
        *,
        starts: str | None = None,
        office: str = "office",
        now: datetime | None = None,
        engine: str | None = None,
    ) -> Any:  # noqa: ANN401 - a frame of the engine
        """Stretches of work as a frame, one row each, for the functions of `frames` (các chặng xử lý).

        Args:
            calendar: When the offices work; in its zone moments are told, and on it pauses are counted.
            starts: `"lifecycle"`: a stretch is what lies from a start to the end that belongs to it, by the
                name of its instance or else the first open one of its activity; an end alone takes no time.
                `"completions"`: it is what lies from the completion before, of whatever activity, to its own;
                when work began is then not known. Left out, `"lifecycle"` if the log has any start.
            office: The column that is the office: `"officer"` where a log has no offices.
            now: Until when a pause counts that still lasts; left out, it does not count.
            engine: `"polars"`, `"pandas"` or `"pyarrow"`; left out, the first of these that is installed.

        Returns:
            A frame with `dossier`, `order` (the number of the stretch in its dossier), `step`, `office`,
            `officer`, `entered` (the work came, or was begun), `started` (missing where that is not known),
            `finished` (missing while it lasts), `paused` (working hours in which it was suspended) and
            `rework` (the dossier had this step before). Moments are in the calendar's zone. Of a dossier that
            began as a snapshot of another system there is none before that: who had it is not known.

        Raises:
            InvalidTypeError: If *calendar* is none, or *now* no moment.
            InvalidValueError: If *starts*, *office* or *engine* is not one of those.
            CalendarRangeError: If work was suspended outside the calendar.
            MissingExtraError: If the engine is not installed.

        Examples:
            >>> from datetime import datetime
            >>> import polars
            >>> from thutuc import frames, logs, vietnam_calendar
            >>> log = logs.read_log(
            ...     polars.DataFrame(
            ...         {
            ...             "case": ["H1", "H1"],
            ...             "activity": ["tiếp nhận", "thẩm định"],
            ...             "moment": [datetime(2026, 3, 2, 9), datetime(2026, 3, 4, 9)],
            ...             "office": ["Một cửa", "Tư pháp"],
            ...         }
            ...     )
            ... )
            >>> legs = log.legs(vietnam_calendar(), engine="polars")
            >>> frames.hand_overs(legs).rows()
            [('Một cửa', 'Tư pháp', 1)]
            >>> frames.lateness_by_office(legs, vietnam_calendar())["held"].to_list()
            [0.0, 16.0]
        """
        require(calendar, WorkCalendar, "calendar")
        return native_frame(legs_of(self, calendar, starts=starts, office=office, now=now), engine)

    def to_register(
        self,
        calendar: WorkCalendar | None = None,
        *,
        limit: Limit | None = None,
        due: Told = None,
        by_day: bool = False,
        convention: Convention = Convention.CIVIL_CODE,
        received: Told = None,
        finished: Told = None,
        returned: Told = None,
        office: str | None = None,
        engine: str | None = None,
    ) -> Any:  # noqa: ANN401 - a frame of the engine
        """A register of the cases as a frame, one row each, for every report (sổ theo dõi hồ sơ).

        A moment may be told by an attribute of cases (`due="deadline"`), by an activity (`finished="trả kết
        quả"`, the last time it was done; `received` the first), or by a mapping from cases to moments. Where
        the activities are the national actions and none of the three is told, they say when a dossier was
        accepted, ended and returned.

        Args:
            calendar: In its zone moments are told; left out, each as it is written. With it and a *limit*
                the due day is computed; without it that is left to `frames.due_dates(…, unit="unit")`.
            limit: The limit of all, the attribute of cases that has it as text, or a mapping from cases.
            due: When each is due, as stated; it goes before the computed day, and where it says nothing, that
                stands.
            by_day: Whether a stated due moment is not late until its day is over. Left out, the hour counts
                where one is stated: it stands in `due_at`.
            convention: How days are counted.
            received: When each was received; left out, at its first event.
            finished: When each was finished; left out, at its last event, unless work that was begun is not
                over.
            returned: When the citizen got the result; left out, it is not known.
            office: `"first"` or `"last"`, of those that the events name up to the end, or the attribute of
                cases that tells it; left out, the attribute `office`, else the first.
            engine: As in `legs`.

        Returns:
            A frame with `code`, `procedure`, `office`, `mechanism`, `channel`, `received_at`, `limit` and
            `unit`, `due_on`, `due_at` where the minute counts, `finished_at`, `returned_at`, and all other
            attributes of cases, those that are called as one of these under `case:` and their name.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If a name is neither that of an attribute nor of an activity, a mapping has
                none of the cases, or an attribute that should be a moment is none.
            LimitTextError: If no limit can be read from a text.
            CalendarRangeError: If a day lies outside the calendar.
            MissingExtraError: If the engine is not installed.

        Examples:
            >>> from datetime import datetime
            >>> import polars
            >>> from thutuc import TimeLimit, logs, vietnam_calendar
            >>> log = logs.read_log(
            ...     polars.DataFrame(
            ...         {"case": ["H1"], "activity": ["tiếp nhận"], "moment": [datetime(2026, 3, 2, 9)]}
            ...     )
            ... )
            >>> limit = TimeLimit.parse("05 ngày làm việc")
            >>> log.to_register(vietnam_calendar(), limit=limit, engine="polars")["due_on"].to_list()
            [datetime.date(2026, 3, 9)]
        """
        if calendar is not None:
            require(calendar, WorkCalendar, "calendar")
        columns = register_of(
            self,
            calendar,
            limit=limit,
            due=due,
            by_day=by_day,
            convention=convention,
            told={"received": received, "finished": finished, "returned": returned},
            office=office,
        )
        return native_frame(columns, engine)

    def dossiers(
        self,
        procedure: Procedure | Mapping[str, Procedure],
        calendar: WorkCalendar,
        **more: Any,  # noqa: ANN401 - as a dossier takes them
    ) -> tuple[Dossier, ...]:
        """The cases as dossiers, where the activities are the national actions (thành hồ sơ).

        Args:
            procedure: The procedure of all, or those of the cases by their codes.
            calendar: On which their limits count.
            **more: Other arguments of [`Dossier`][thutuc.dossiers.Dossier], the same for all.

        Raises:
            InvalidTypeError: If an argument has the wrong type.
            InvalidValueError: If an activity is no national action, an event has no moment or no office, or
                the mapping lacks a procedure.
            EventError: If an event cannot follow the ones before it.

        Examples:
            >>> from datetime import datetime
            >>> from thutuc import Dossier, Procedure, TimeLimit, Unit, events, logs, vietnam_calendar
            >>> procedure = Procedure("1.004222", "ví dụ", TimeLimit(5, Unit.WORKING_DAY))
            >>> dossier = Dossier("H17.18-260302-0001", procedure, vietnam_calendar())
            >>> dossier = dossier.record(events.Accepted(at=datetime(2026, 3, 2, 9, 0), office="A"))
            >>> logs.of_dossiers([dossier]).dossiers(procedure, vietnam_calendar()) == (dossier,)
            True
        """
        return dossiers_of(self, procedure, calendar, **more)

    def to_xes(self, path: str | PathLike[str]) -> None:
        """Write the log as XES; packed by gzip if the name ends in `.gz` (ghi XES).

        The file stands there only when it is whole. Read again, it gives an equal log.

        Args:
            path: Where to.

        Raises:
            InvalidTypeError: If *path* is none, or an attribute holds what XES has no type for.
            InvalidValueError: If a text has letters that XML does not have.
            MachineError: If there is no room on the disk.
            OSError: If it cannot be written.
        """
        write_whole(read_path(path, "an XES file"), xes_parts(self))

    def to_ocel(self, path: str | PathLike[str]) -> None:
        """Write the log as OCEL 2.0 in JSON, each case an object of the type `case` (ghi OCEL 2.0).

        The file stands there only when it is whole. Read again, it gives an equal log.

        Args:
            path: Where to.

        Raises:
            InvalidTypeError: If *path* is none, or an attribute holds what OCEL has no type for.
            InvalidValueError: If an event has no activity or no moment.
            MachineError: If there is no room on the disk.
            OSError: If it cannot be written.
        """
        write_whole(read_path(path, "an OCEL file"), ocel_parts(self))
