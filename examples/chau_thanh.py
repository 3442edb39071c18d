"""A made-up register of Châu Thành district (Long An), January to September 2017.

Only the totals are real. The district published that in nine months it received 9,300 one-stop dossiers, all
answered on time, and 4,100 interlinked ones: 3,300 on time, 330 late, 470 pending (its own news page,
14/11/2017). Every row below is invented by a seeded script so that it adds up to these totals; the procedures
and their limits are only examples.
"""

import csv
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from thutuc import Deadline, TimeLimit, due, vietnam_calendar
from thutuc.registers import COLUMNS

PERIOD = (date(2017, 1, 1), date(2017, 10, 1))
PUBLISHED = {
    "một cửa": {"received": 9300, "on_time": 9300, "late": 0, "pending": 0},
    "liên thông": {"received": 4100, "on_time": 3300, "late": 330, "pending": 470},
}
# Each with its office and its limit.
PROCEDURES = {
    "một cửa": [
        ("Chứng thực bản sao", "Phòng Tư pháp", "ngay trong ngày làm việc"),
        ("Đăng ký hộ kinh doanh", "Phòng Tài chính - Kế hoạch", "05 ngày làm việc"),
        ("Cấp lại bản chính giấy khai sinh", "Phòng Tư pháp", "03 ngày làm việc"),
        ("Giấy phép xây dựng nhà ở riêng lẻ", "Phòng Kinh tế và Hạ tầng", "15 ngày làm việc"),
    ],
    "liên thông": [
        ("Chuyển mục đích sử dụng đất", "Phòng Tài nguyên và Môi trường", "32 ngày làm việc"),
        (
            "Cấp giấy chứng nhận quyền sử dụng đất lần đầu",
            "Phòng Tài nguyên và Môi trường",
            "34 ngày làm việc",
        ),
        ("Khai sinh - thường trú - bảo hiểm y tế", "UBND xã", "20 ngày làm việc"),
    ],
}
CHANNELS = ("trực tiếp", "trực tuyến", "bưu chính công ích")
CAL = vietnam_calendar()


def _received(chance: random.Random, first: date, last: date) -> date:
    """A working day from *first* to *last*."""
    while True:
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        if CAL.is_working_day(day):
            return day


def _draw(
    chance: random.Random, mechanism: str, outcome: str
) -> tuple[tuple[str, str, str], date, Deadline, str]:
    """One dossier with the wanted outcome: redrawn until it fits into the period."""
    first, end = PERIOD
    last = end - timedelta(days=1)
    while True:
        procedure = chance.choice(PROCEDURES[mechanism])
        received = _received(chance, first, last)
        deadline = due(TimeLimit.parse(procedure[2]), received, CAL)
        if outcome == "pending":
            # Still open at the end of September, whether its due day has passed or not.
            if CAL.count_working_days(received, last) <= 45:
                return procedure, received, deadline, ""
        elif outcome == "late":
            finished = CAL.add_working_days(deadline.due_on, chance.randint(1, 15))
            if finished < end:
                return procedure, received, deadline, finished.isoformat()
        elif deadline.due_on < end:
            # Most are ready some days before they are due.
            spare = chance.randint(0, CAL.count_working_days(received, deadline.due_on))
            finished = CAL.add_working_days(deadline.due_on, -min(spare, 3)) if spare else deadline.due_on
            return procedure, received, deadline, max(finished, received).isoformat()


def rows() -> Iterator[dict[str, str]]:
    """The 13,400 rows, the same on every run."""
    chance = random.Random(20171114)
    number = 0
    for mechanism, totals in PUBLISHED.items():
        for outcome in ("on_time", "late", "pending"):
            for _ in range(totals[outcome]):
                number += 1
                (name, office, limit), received, _deadline, finished = _draw(chance, mechanism, outcome)
                collected = finished and CAL.add_working_days(
                    date.fromisoformat(finished), chance.randint(0, 4)
                )
                yield {
                    "code": f"VIDU-{received:%y%m%d}-{number:05d}",
                    "procedure": name,
                    "office": office,
                    "mechanism": mechanism,
                    "channel": chance.choices(CHANNELS, (85, 10, 5))[0],
                    "received": received.isoformat(),
                    "limit": limit,
                    "finished": finished,
                    "returned": str(collected or ""),
                }


def write(path: Path) -> None:
    """Write the register as a CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "build/chau_thanh_2017.csv"))
