"""The named ways of counting days (cách tính thời hạn)."""

from functools import cached_property

from thutuc.words.labels import Labelled


class Convention(Labelled):
    """How a limit in days is counted; limits in hours count from the moment under every convention.

    Examples:
        >>> from datetime import datetime
        >>> from thutuc import Convention, TimeLimit, Unit, due, vietnam_calendar
        >>> received = datetime(2026, 2, 12, 15, 0)
        >>> for convention in Convention:
        ...     print(convention.name, due(TimeLimit(2, Unit.WORKING_DAY), received, vietnam_calendar(),
        ...                                convention=convention).due_at)
        CIVIL_CODE 2026-02-23 17:00:00
        SAME_HOUR 2026-02-23 15:00:00
        WORKING_TIME 2026-02-23 15:00:00
        INCLUSIVE 2026-02-13 17:00:00
    """

    CIVIL_CODE = (
        "civil-code",
        "theo Bộ luật Dân sự: không tính ngày nhận",
        "Civil Code: the day of receipt is not counted",
    )
    """The day of the event is not counted; a last day off rolls to the next working day, whose end is the due
    moment; not late on the due day (Bộ luật Dân sự 2015, Điều 147-148). The default."""
    SAME_HOUR = "same-hour", "cùng giờ nhận hồ sơ", "at the hour of receipt"
    """As many working days later, at the hour of receipt, moved into office hours. A fraction of a day is
    that share of the office's own day, worked off from there."""
    WORKING_TIME = "working-time", "theo thời gian làm việc của cơ quan", "by the office's working time"
    """Each day is the office's own working day, elapsed minute by minute."""
    INCLUSIVE = "inclusive", "tính cả ngày nhận", "the day of receipt is counted"
    """The day of receipt, if worked, counts as the first, unless the limit would end before the receipt."""

    @cached_property
    def keeps_the_hour(self) -> bool:
        """Whether the hour of receipt decides the due hour, so that a date alone is not enough."""
        return self in {Convention.SAME_HOUR, Convention.WORKING_TIME}
