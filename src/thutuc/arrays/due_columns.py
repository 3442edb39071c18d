"""`DueDates`: when the results of a column of dossiers are due, and which are late (hạn trả kết quả)."""

import attrs
import numpy as np
import numpy.typing as npt

from thutuc.arrays.calendar_columns import CalendarColumn, read_calendars
from thutuc.arrays.given import Moments, read_times
from thutuc.arrays.lookup import DAY, Truths
from thutuc.arrays.shaping import NAT, Times, blocks, cut, days_of, either, flat, masked, missing_in, shape_of
from thutuc.arrays.working import count_working_days
from thutuc.calendars import WorkCalendar
from thutuc.fields import require

__all__ = ["DueDates"]


@attrs.frozen(eq=False, repr=False)
class DueDates:
    """When the results of a column of dossiers are due; made by `due` (cột hạn trả kết quả).

    Args:
        calendar: The calendar they were counted on, or that of each row.
        due_on: The due days, `datetime64[D]`; `NaT` where the start or the limit is missing.
        due_at: The due moments, `datetime64[us]`, local time; `NaT` likewise.
        provisional: Whether an official decision that is still to come may change them (dự kiến); masked
            where missing.
        to_the_minute: Whether the due moment counts, not the due day as a whole; in the shape of the limits.

    Examples:
        >>> from datetime import date
        >>> from thutuc import TimeLimit, Unit, arrays, vietnam_calendar
        >>> starts = [date(2026, 2, 13), date(2026, 4, 29), None]
        >>> dues = arrays.due(TimeLimit(5, Unit.WORKING_DAY), starts, vietnam_calendar())
        >>> dues
        <DueDates of 3 rows, 2026-02-27 to 2026-05-08, 1 missing>
        >>> dues.is_late([date(2026, 3, 2), date(2026, 5, 8), None])
        masked_array(data=[True, False, --],
                     mask=[False, False,  True],
               fill_value=True)
    """

    calendar: WorkCalendar | CalendarColumn
    due_on: npt.NDArray[np.datetime64]
    due_at: npt.NDArray[np.datetime64]
    provisional: npt.NDArray[np.bool_]
    to_the_minute: npt.NDArray[np.bool_]

    def __attrs_post_init__(self) -> None:
        read_calendars(self.calendar)
        for column in (self.due_on, self.due_at, self.provisional, self.to_the_minute):
            require(column, np.ndarray, "each column of answers")
            column.flags.writeable = False

    def __repr__(self) -> str:
        known = self.due_on[~np.isnat(self.due_on)]
        span = f", {known.min()} to {known.max()}" if known.size else ""
        missing = self.due_on.size - known.size
        return f"<DueDates of {self.due_on.size:,} rows{span}" + (
            f", {missing:,} missing>" if missing else ">"
        )

    def __len__(self) -> int:
        return len(self.due_on)

    def minutes(self) -> npt.NDArray[np.datetime64]:
        """The due moments where the minute counts, otherwise `NaT` (thời điểm hết hạn tính theo phút).

        At 24:00 of the due day it is the next day already, and an answer then is not late: it counts, too.

        Examples:
            >>> from datetime import datetime
            >>> from thutuc import TimeLimit, Unit, arrays, vietnam_calendar
            >>> limits = [TimeLimit(5, Unit.WORKING_DAY), TimeLimit(8, Unit.WORKING_HOUR)]
            >>> arrays.due(limits, datetime(2026, 3, 2, 9), vietnam_calendar()).minutes().astype("M8[m]")
            array([             'NaT', '2026-03-03T09:00'], dtype='datetime64[m]')
        """
        out = np.array(self.due_at)
        moments, on = out.reshape(-1), self.due_on.reshape(-1).view(np.int64)
        minutely = flat(self.to_the_minute, out.shape)
        for part in blocks(out.size):
            at = moments[part].view(np.int64)
            at[~(cut(minutely, part) | (at >= (on[part] + 1) * DAY))] = NAT
        return out

    def is_late(self, at: Moments) -> npt.NDArray[np.bool_]:
        """Whether answers at *at* are late; on the due day they are not (quá hạn).

        Args:
            at: Days or local moments of the answers.

        Returns:
            Truth values, masked where the due day or the answer is missing.

        Raises:
            InvalidTypeError: If *at* has the wrong type.
            InvalidValueError: If the shapes do not fit.
        """
        return self._compared(read_times(at, "at"), late=True)

    def is_early(self, at: Moments) -> npt.NDArray[np.bool_]:
        """Whether answers at *at* come before the due day (trước hạn).

        Args:
            at: Days or local moments of the answers.

        Returns:
            Truth values, masked where the due day or the answer is missing.

        Raises:
            InvalidTypeError: If *at* has the wrong type.
            InvalidValueError: If the shapes do not fit.
        """
        return self._compared(read_times(at, "at"), late=False)

    def days_late(self, at: Moments) -> npt.NDArray[np.int64]:
        """Working days from the due days to *at*; 0 where it is not late (số ngày quá hạn).

        Args:
            at: Days or local moments of the answers.

        Returns:
            Whole numbers, masked where the due day or the answer is missing.

        Raises:
            InvalidTypeError: If *at* has the wrong type.
            InvalidValueError: If the shapes do not fit.
            CalendarRangeError: If *at* lies outside the calendar.

        Examples:
            >>> from datetime import date
            >>> from thutuc import TimeLimit, Unit, arrays, vietnam_calendar
            >>> dues = arrays.due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar())
            >>> dues.days_late([date(2026, 2, 27), date(2026, 3, 3)])
            array([0, 2])
        """
        times, calendars = read_times(at, "at"), read_calendars(self.calendar)
        lasts = np.array([calendar.last for calendar in calendars.tables.calendars], "M8[D]")
        # As a moment, 24:00 of the calendar's last day is inside it.
        last = lasts[0] if calendars.codes is None else lasts.take(calendars.codes)
        until = (
            times if times.dtype == "M8[D]" else np.where(times == last + np.timedelta64(1, "D"), last, times)
        )
        days = count_working_days(self.due_on, until, self.calendar)
        return np.multiply(days, self._compared(times, late=True))

    def _compared(self, at: Times, *, late: bool) -> npt.NDArray[np.bool_]:
        shape = shape_of(due_on=self.due_on, at=at)
        due_on, due_at, times = flat(self.due_on, shape), flat(self.due_at, shape), flat(at, shape)
        minutely = flat(self.to_the_minute, shape)
        out, gone = np.empty(shape, np.bool_), list[Truths | None]()
        answers = out.reshape(-1)
        for part in blocks(out.size):
            given, on = cut(times, part), cut(due_on, part).view(np.int64)
            day = days_of(given)
            if not late:
                answers[part] = day < on
            elif np.datetime_data(given.dtype)[0] == "D":
                answers[part] = day > on
            else:
                answers[part] = (given > cut(due_at, part)) & (cut(minutely, part) | (day > on))
            gone.append(either(missing_in(given.view(np.int64)), missing_in(on)))
        return masked(out, gone)
