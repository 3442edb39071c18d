"""The main job on examples: a deadline across Tết 2026, a district's report of 2017, a million dossiers."""

from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import chau_thanh

from thutuc import Channel, Dossier, PeriodReport, Procedure, TimeLimit, due, events, vietnam_calendar
from thutuc.registers import Register, read_register
from thutuc.reports import MEASURES, Denominator, PublishedTable, audit, form_ii_06, together

REGISTER = Path(__file__).parent.parent / "build" / "chau_thanh_2017.csv"
PERIOD = "--from 2017-01-01 --to 2017-10-01"
TIMES = 75  # 13,400 dossiers, so many times over, are a million.
CHANNELS = {channel.label(): channel for channel in Channel}


def dossiers(register: Register) -> Iterator[Dossier]:
    """The rows of the register as dossiers: accepted at eight, finished in the afternoon."""
    calendar = vietnam_calendar()
    procedures = {
        name: Procedure(f"VIDU.{i}", name, TimeLimit.parse(limit), agency=office, field=mechanism)
        for i, (mechanism, name, office, limit) in enumerate(
            (mechanism, *one) for mechanism, several in chau_thanh.PROCEDURES.items() for one in several
        )
    }
    for entry in register:
        happened = [events.Accepted(at=datetime.combine(entry.received_at, time(8)), office="Một cửa")]
        for day, kind, hour in (
            (entry.finished_at, events.Finished, 15),
            (entry.returned_at, events.Returned, 16),
        ):
            if day is not None:
                happened.append(kind(at=datetime.combine(day, time(hour)), office=entry.office))
        yield Dossier.replay(
            entry.code,
            procedures[entry.procedure],
            calendar,
            happened,
            channel=CHANNELS[entry.channel],
            extra={"mechanism": entry.mechanism},
        )


def published() -> dict[str, PublishedTable]:
    """The figures of the district as it printed them, rounded; what it did not print is left out."""
    return {
        mechanism: PublishedTable(
            received=figures["received"],
            on_time=figures["on_time"],
            late=figures["late"] or None,
            pending=figures["pending"] or None,
            exact=False,
            place="Châu Thành (Long An)",
            mechanism=mechanism,
        )
        for mechanism, figures in chau_thanh.PUBLISHED.items()
    }


def show_deadline() -> None:
    print("1. When is the result due?  /  Khi nào trả kết quả?\n")
    deadline = due(TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13), vietnam_calendar())
    print(deadline.explain("vi"))
    print(f"\nIn one call: {deadline!r}\n")


def show_report() -> None:
    print("2. The report of an office  /  Báo cáo của một cơ quan\n")
    print(f"{chau_thanh.__doc__}")
    chau_thanh.write(REGISTER)
    start, end = chau_thanh.PERIOD
    found = list(dossiers(read_register(REGISTER, vietnam_calendar())))
    report = PeriodReport.of(found, start, end, by="mechanism")
    print(report.text("en"))
    print()
    for part in report.parts:
        printed = chau_thanh.PUBLISHED[part.key[0]]
        computed = {
            "received": part.received,
            "on_time": part.early + part.on_time,
            "late": part.late,
            "pending": part.pending,
        }
        verdict = "as published" if computed == printed else f"NOT as published: {printed}"
        words = ", ".join(f"{n:,} {name.replace('_', ' ')}" for name, n in computed.items())
        print(f"{part.key[0]}: {words} (early counts as on time): {verdict}")
    print("\nThe official form, by mechanism and procedure  /  Biểu II.06\n")
    print(form_ii_06(PeriodReport.of(found, start, end, by=("mechanism", "procedure"))))
    linked = report.parts[0]
    print("\nOn time, of the interlinked dossiers; the rate depends on what it is a share of:")
    for denominator in Denominator:
        print(f"  {linked.on_time_rate(denominator).text('en')}")


def show_audit() -> None:
    print("\n3. What the published figures say  /  Đối soát số liệu đã công bố\n")
    tables = published()
    for name, table in {**tables, "both together": together(list(tables.values()))}.items():
        print(f"{name}:")
        for finding in audit(table):
            print(f"  {finding.text('en')}")


def show_million() -> None:
    """The register from its file, many times over, and the same figures so many times as large."""
    print("\n4. A million dossiers  /  Một triệu hồ sơ\n")
    if find_spec("narwhals") is None or find_spec("polars") is None:
        print("Needs Polars: python -m pip install '.[fast]'")
        return
    import polars as pl  # noqa: PLC0415 - an extra

    from thutuc import frames  # noqa: PLC0415

    calendar, (start, end) = vietnam_calendar(), chau_thanh.PERIOD
    register = frames.read_register(REGISTER, calendar, engine="polars")
    once = register.frame.collect()
    limits = {one[0]: one[2] for several in chau_thanh.PROCEDURES.values() for one in several}
    read = once.select(
        "mechanism", "received_at", "finished_at", limit=pl.col("procedure").replace_strict(limits)
    )
    many = frames.read_limits(pl.concat([read] * TIMES))
    begun = perf_counter()
    dated = frames.due_dates(many.lazy(), calendar, amount="limit_amount", unit="limit_unit")
    report = frames.period_report(dated, start, end, by="mechanism").collect()
    spent = perf_counter() - begun
    print(f"{len(many):,} dossiers, due dates and report: {spent:.2f} seconds with Polars")
    reported = PeriodReport.of(read_register(REGISTER, calendar), start, end, by="mechanism")
    for row, part in zip(report.rows(named=True), reported.parts, strict=True):
        same = all(row[name] == TIMES * getattr(part, name) for name in MEASURES)
        verdict = f"{TIMES} times the report of one" if same else f"NOT {TIMES} times {part!r}"
        words = f"{row['received']:,} received, {row['late']:,} late, {row['pending']:,} pending"
        print(f"{row['mechanism']}: {words}: {verdict}")


def main() -> None:
    """Print all four, in the words a newcomer can type."""
    show_deadline()
    show_report()
    show_audit()
    show_million()
    register = f"{REGISTER.parent.name}/{REGISTER.name}"
    print(
        f"\nThe same from a shell: .venv/bin/python -m thutuc report {register} {PERIOD} --by mechanism "
        f"--by procedure --form II.06"
    )


if __name__ == "__main__":
    main()
