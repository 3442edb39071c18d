"""The main job on two examples: a deadline across Tết 2026, and a district's report of 2017."""

from datetime import date
from pathlib import Path

import chau_thanh

from thutuc import PeriodReport, TimeLimit, due, vietnam_calendar
from thutuc.registers import read_register

REGISTER = Path(__file__).parent.parent / "build" / "chau_thanh_2017.csv"
PERIOD = "--from 2017-01-01 --to 2017-10-01"


def main() -> None:
    """Print both, in the words a newcomer can type."""
    calendar = vietnam_calendar()
    print("1. When is the result due?  /  Khi nào trả kết quả?\n")
    deadline = due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), calendar)
    print(deadline.explain("vi"))
    print(f"\nIn one call: {deadline!r}\n")

    print("2. The report of an office  /  Báo cáo của một cơ quan\n")
    print(f"{chau_thanh.__doc__}")
    chau_thanh.write(REGISTER)
    start, end = chau_thanh.PERIOD
    report = PeriodReport.of(read_register(REGISTER, calendar), start, end, by="mechanism")
    print(report.text("en"))
    print()
    for part in report.parts:
        published = chau_thanh.PUBLISHED[part.key[0]]
        computed = {
            "received": part.received,
            "on_time": part.early + part.on_time,
            "late": part.late,
            "pending": part.pending,
        }
        verdict = "as published" if computed == published else f"NOT as published: {published}"
        words = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in computed.items())
        print(f"{part.key[0]}: {words} (early counts as on time): {verdict}")
    register = f"{REGISTER.parent.name}/{REGISTER.name}"
    print(f"\nThe same from a shell: .venv/bin/python -m thutuc report {register} {PERIOD} --by mechanism")


if __name__ == "__main__":
    main()
