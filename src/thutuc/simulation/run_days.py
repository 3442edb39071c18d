"""From when to when a model runs (khoảng thời gian mô phỏng)."""

from datetime import date, datetime, time, timedelta

from thutuc.errors import InvalidValueError
from thutuc.fields import checked

_PERIOD = "a period of simulation goes from day to day"


def period_of(start: object, end: object) -> tuple[date, date]:
    """The first day, and the day after the last; of a datetime at midnight, its day.

    Raises:
        InvalidTypeError: If one of them is neither.
        InvalidValueError: If the end is not after the start.
    """
    days = list[date]()
    for given in (start, end):
        moment = checked(given, (date, datetime), _PERIOD)
        is_midnight = isinstance(moment, datetime) and moment.time() == time()
        days.append(checked(moment.date() if is_midnight else moment, date, _PERIOD))
    if not days[0] < days[1]:
        raise InvalidValueError(f"a period ends after its start, not {start} to {end}", given=(start, end))
    return days[0], days[1]


def first_day(start: date, warm_up: timedelta) -> date:
    """The day on which the first dossiers come; days have a beginning."""
    days = -(-warm_up // timedelta(days=1))
    return start - timedelta(days=min(days, start.toordinal() - 1))
