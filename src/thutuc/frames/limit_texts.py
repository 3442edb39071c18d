"""What the limits of a file say, each text read once (thời hạn ghi trong tệp)."""

from bisect import bisect_left
from datetime import date, datetime, time

import attrs
import narwhals.stable.v2 as nw

from thutuc.calendars import WorkCalendar
from thutuc.deadlines import due
from thutuc.errors import ThutucError
from thutuc.frames.engines import Expr, Frame
from thutuc.frames.layouts import Layout
from thutuc.frames.tables import tables_of
from thutuc.limits import Convention, TimeLimit, Unit

_NEVER = datetime(1, 1, 1)
_KINDS = {"text": "VARCHAR", "amount": "DOUBLE", "unit": "VARCHAR", "until": "TIMESTAMP", "hour": "BOOLEAN"}


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max)


@attrs.frozen(eq=False)
class LimitTexts:
    """The limits of one file."""

    layout: Layout
    calendar: WorkCalendar
    convention: Convention

    def join(self, frame: Frame, text: Expr | None) -> Frame:
        """Add to each row what its limit says; `limit_until` is the last start that it allows here.

        Args:
            frame: The rows.
            text: The texts of the limits, if there is a column of them.
        """
        if text is None:
            return frame.with_columns(
                limit=nw.lit(""),
                limit_amount=nw.lit(None, dtype=nw.Float64()),
                limit_unit=nw.lit(None, dtype=nw.String()),
                limit_until=nw.lit(end_of(self.calendar.last)),
                limit_hour=nw.lit(value=False),
            )
        frame = frame.with_columns(limit=text)
        found = self.layout.fetch(frame.group_by("limit").agg(nw.len().alias("n")).to_native())
        read = [(text, *self._limit(text)) for text, _ in found]
        types = {f"limit_{name}": kind for name, kind in _KINDS.items()}
        columns = dict(zip(types, zip(*read, strict=True), strict=True)) if read else dict.fromkeys(types, ())
        small = nw.from_native(self.layout.frame_of(columns, types))
        return frame.join(small, how="left", left_on="limit", right_on="limit_text")

    def _limit(self, text: str) -> tuple[float | None, str | None, datetime, bool]:
        """Amount, unit, the last moment from which it can be counted here, and whether it needs an hour."""
        if not text.strip():
            return None, None, end_of(self.calendar.last), False
        try:
            limit = TimeLimit.parse(text)
        except ThutucError:
            return None, None, _NEVER, False
        by_minute = limit.unit.is_hours or self.convention is Convention.WORKING_TIME
        countable = limit.unit.is_hours or limit.unit is Unit.WORKING_DAY
        clocks_change = tables_of(self.calendar).offset is None
        by_frames = not by_minute or (countable and limit.amount and not clocks_change)
        if limit.cut_off is not None or not by_frames:
            return None, None, _NEVER, False
        days = range(self.calendar.first.toordinal(), self.calendar.last.toordinal() + 1)
        # Due days never move back when the start moves on: the first start that is too late is halved out.
        n = bisect_left(days, x=True, key=lambda day: not self._fits(limit, date.fromordinal(day)))
        until = end_of(date.fromordinal(days[n - 1])) if n else _NEVER
        return float(limit.amount), limit.unit.value, until, by_minute

    def _fits(self, limit: TimeLimit, day: date) -> bool:
        try:
            due(limit, end_of(day), self.calendar, convention=self.convention)
        except ThutucError:
            return False
        return True
