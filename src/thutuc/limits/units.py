"""What a time limit is counted in, and what a condition does to it."""

from enum import Enum
from typing import Final

from thutuc.errors import InvalidTypeError, InvalidValueError

__all__ = ["Effect", "Unit", "check_language"]

LANGUAGES: Final = ("vi", "en")


def check_language(language: str) -> str:
    """Return *language* if labels exist in it (ngôn ngữ).

    Args:
        language: `"vi"` or `"en"`.

    Returns:
        The same string.

    Raises:
        InvalidTypeError: If it is no string.
        InvalidValueError: If it is another language.

    Examples:
        >>> check_language("vi")
        'vi'
    """
    if not isinstance(language, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTypeError(f"a language is 'vi' or 'en', not {type(language).__name__}", given=language)
    if language not in LANGUAGES:
        raise InvalidValueError(f"no labels in {language!r}; the languages are 'vi' and 'en'", given=language)
    return language


class Unit(Enum):
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

    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def __repr__(self) -> str:
        return f"Unit.{self.name}"

    @property
    def is_hours(self) -> bool:
        """Whether it counts from the moment, not from the day after (tính bằng giờ).

        Examples:
            >>> [unit.name for unit in Unit if unit.is_hours]
            ['HOUR', 'WORKING_HOUR']
        """
        return self in (Unit.HOUR, Unit.WORKING_HOUR)

    @property
    def is_working(self) -> bool:
        """Whether only working time is counted (tính theo thời gian làm việc).

        Examples:
            >>> [unit.name for unit in Unit if unit.is_working]
            ['WORKING_HOUR', 'WORKING_DAY']
        """
        return self in (Unit.WORKING_HOUR, Unit.WORKING_DAY)

    def label(self, language: str = "vi") -> str:
        """Return its name, in the singular (tên đơn vị).

        Args:
            language: `"vi"` or `"en"`.

        Returns:
            For instance `ngày làm việc` or `working day`.

        Raises:
            InvalidTypeError: If *language* is no string.
            InvalidValueError: If *language* is neither.

        Examples:
            >>> Unit.WORKING_HOUR.label()
            'giờ làm việc'
        """
        if check_language(language) == "vi":
            return _VIETNAMESE[self]
        return self.value.replace("_", " ")


_VIETNAMESE: Final = {
    Unit.HOUR: "giờ",
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.DAY: "ngày",
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.WEEK: "tuần",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}


class Effect(Enum):
    """What a condition does to the limit it stands beside (tác động của điều kiện).

    Examples:
        >>> Effect.ADDS.label(), Effect.REPLACES.label("en")
        ('cộng thêm', 'replaces')
    """

    ADDS = "adds"
    REPLACES = "replaces"
    UNCLEAR = "unclear"

    def __repr__(self) -> str:
        return f"Effect.{self.name}"

    def label(self, language: str = "vi") -> str:
        """Return its name (tên tác động).

        Args:
            language: `"vi"` or `"en"`.

        Returns:
            For instance `cộng thêm` or `adds`.

        Raises:
            InvalidTypeError: If *language* is no string.
            InvalidValueError: If *language* is neither.

        Examples:
            >>> Effect.UNCLEAR.label()
            'không rõ'
        """
        if check_language(language) == "en":
            return self.value
        return {"adds": "cộng thêm", "replaces": "thay thế", "unclear": "không rõ"}[self.value]
