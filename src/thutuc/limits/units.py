"""What a time limit is counted in, and what a condition does to it."""

from functools import cached_property

from thutuc.words.labels import Labelled, check_language

__all__ = ["Effect", "Unit", "check_language"]


class Unit(Labelled):
    """What a time limit is counted in (đơn vị tính thời hạn).

    A day (ngày) and a working day (ngày làm việc) are two units, and neither becomes hours.

    Legal source:
        Bộ luật Dân sự 91/2015/QH13, Điều 144, names the units of time; the working day comes
        from the texts of procedures.

    Examples:
        >>> Unit.WORKING_DAY.label(), Unit.WORKING_DAY.label("en")
        ('ngày làm việc', 'working day')
        >>> Unit("day")
        Unit.DAY
    """

    HOUR = "hour", "giờ", "hour", "hours"
    WORKING_HOUR = "working_hour", "giờ làm việc", "working hour", "working hours"
    DAY = "day", "ngày", "day", "days"
    WORKING_DAY = "working_day", "ngày làm việc", "working day", "working days"
    WEEK = "week", "tuần", "week", "weeks"
    MONTH = "month", "tháng", "month", "months"
    YEAR = "year", "năm", "year", "years"

    def __repr__(self) -> str:
        return f"Unit.{self.name}"

    @cached_property
    def is_hours(self) -> bool:
        """Whether it counts from the moment, not from the day after (tính bằng giờ).

        Examples:
            >>> [unit.name for unit in Unit if unit.is_hours]
            ['HOUR', 'WORKING_HOUR']
        """
        return self in (Unit.HOUR, Unit.WORKING_HOUR)

    @cached_property
    def is_working(self) -> bool:
        """Whether only working time is counted (tính theo thời gian làm việc).

        Examples:
            >>> [unit.name for unit in Unit if unit.is_working]
            ['WORKING_HOUR', 'WORKING_DAY']
        """
        return self in (Unit.WORKING_HOUR, Unit.WORKING_DAY)


class Effect(Labelled):
    """What a condition does to the limit it stands beside (tác động của điều kiện).

    Examples:
        >>> Effect.ADDS.label(), Effect.REPLACES.label("en")
        ('cộng thêm', 'becomes')
    """

    ADDS = "adds", "cộng thêm", "adds"
    REPLACES = "replaces", "thay bằng", "becomes"
    UNCLEAR = "unclear", "không rõ", "unclear"

    def __repr__(self) -> str:
        return f"Effect.{self.name}"
