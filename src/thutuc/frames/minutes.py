"""Working time as engines count it: W by day and within the day, and back (thời gian làm việc theo bảng)."""

import attrs
import narwhals.stable.v2 as nw

from thutuc.frames.engines import Desk, own
from thutuc.frames.tables import DAY, TimeTables


def sessions_at(desk: Desk, day: str, times: TimeTables) -> Desk:
    """Fetch `before`, `length` and the stretches of the days in an own column."""
    names = (
        "before",
        "length",
        *(f"{end}_{j + 1}" for j in range(times.sessions) for end in ("opens", "closes")),
    )
    drop = [name for name in desk.schema if name in {f"_thutuc_{wanted}" for wanted in names}]
    if drop:
        desk = attrs.evolve(desk, frame=desk.frame.drop(drop))
    return desk.look_up(day, times.days, **{name: name for name in names})


def reading(desk: Desk, moment: str, name: str, times: TimeTables) -> Desk:
    """W of the moments in an own column: the working time before the day, and within it."""
    desk = desk.add(**{f"{name}_day": own(moment) // DAY})
    desk = sessions_at(desk, f"{name}_day", times)
    time = own(moment) - own(f"{name}_day") * DAY
    total = own("before")
    for j in range(times.sessions):
        opens, closes = own(f"opens_{j + 1}"), own(f"closes_{j + 1}")
        part = (
            nw.when(time <= opens)
            .then(nw.lit(0))
            .otherwise(nw.when(time >= closes).then(closes - opens).otherwise(time - opens))
        )
        total += part
    return desk.add(**{name: total})
