"""Weekdays and months by their numbers (thứ và tháng)."""

from thutuc.errors import InvalidValueError
from thutuc.fields import whole_number


def one_of(given: object, allowed: range, name: str) -> int:
    """The number of a weekday or a month; *name* says which.

    Raises:
        InvalidTypeError: If it is no whole number.
        InvalidValueError: If it is none of those allowed.
    """
    number = whole_number(given, f"{name} go from {allowed[0]} to {allowed[-1]}")
    if number not in allowed:
        raise InvalidValueError(
            f"{name} go from {allowed[0]} to {allowed[-1]}, and {number!r} is none", given=given
        )
    return number
