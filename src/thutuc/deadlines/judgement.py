"""Whether an answer is early, on time or late: the one judgement (trước hạn, đúng hạn, quá hạn)."""

from datetime import date, datetime, tzinfo

from thutuc.moments import OFFICE_TIME, Moment, local_date, local_time


class Due:
    """When something is due, by whom ever it was said, and what that makes of an answer (hạn)."""

    __slots__ = ()

    @property
    def due_on(self) -> date:
        """The due day."""
        raise NotImplementedError

    @property
    def due_at(self) -> datetime | None:
        """The due moment, where there is one."""
        raise NotImplementedError

    @property
    def to_the_minute(self) -> bool:
        """Whether the due moment counts, not the due day as a whole."""
        return self.due_at is not None

    @property
    def _zone(self) -> tzinfo:
        """The office's zone."""
        return OFFICE_TIME

    def is_late(self, at: Moment) -> bool:
        """Whether an answer at *at* is late; on a due day that counts as a whole it is not (quá hạn).

        Args:
            at: Date or datetime of the answer; aware datetimes are converted to office time.

        Raises:
            InvalidTypeError: If *at* is neither.

        Examples:
            >>> from datetime import date, datetime, timedelta
            >>> from thutuc import TimeLimit, Unit, due, vietnam_calendar
            >>> deadline = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 2, 13), vietnam_calendar())
            >>> deadline.is_late(datetime(2026, 2, 27, 18, 30)), deadline.is_late(date(2026, 2, 28))
            (False, True)
        """
        due_at = self.due_at
        if due_at is None or not isinstance(at, datetime):
            return local_date(at, self._zone) > self.due_on
        if type(at) is not datetime or at.tzinfo is not None or due_at.tzinfo is not None:
            at, due_at = local_time(at, self._zone), local_time(due_at, self._zone)
        # 24:00 of the due day is the midnight after it: the day alone does not tell.
        return at > due_at and (at.date() > self.due_on or self.to_the_minute)

    def is_early(self, at: Moment) -> bool:
        """Whether an answer at *at* comes before the due day (trước hạn).

        Raises:
            InvalidTypeError: If *at* is neither date nor datetime.
        """
        return local_date(at, self._zone) < self.due_on
