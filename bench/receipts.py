"""Receipts of deadlines, clocks and dossiers, and counting them again."""

from datetime import date

from dossiers import PROCEDURE
from measuring import Section, Task
from records import LIFE
from setting import Setting

from thutuc import Clock, Dossier, TimeLimit, Unit, due, records


def receipts(setting: Setting) -> Section:
    """A receipt by the length of its ledger, beside the explanation it holds; and `records.verify`."""
    cal = setting.cal
    short = due(TimeLimit(5, Unit.WORKING_DAY), date(2026, 3, 2), cal)
    tet = due(TimeLimit(30, Unit.WORKING_DAY), date(2026, 2, 13), cal)
    clock = Clock(short.limit, short.start, cal).pause(date(2026, 3, 4)).resume(date(2026, 3, 6))
    dossier = Dossier.replay("X", PROCEDURE, cal, LIFE)
    names = {
        "short": short,
        "tet": tet,
        "clock": clock,
        "dossier": dossier,
        "receipt": short.receipt(),
        "verify": records.verify,
    }
    once = range(500)

    def aim(rows: int) -> int:
        return 100_000 + 12_000 * rows

    base = f"explain, {len(short.explain())} days"
    tasks = [
        Task(base, "short.explain()", "_", once, names),
        *(
            Task(f"receipt, {rows} days", f"{name}.receipt()", "_", once, names, aim=aim(rows))
            for name, rows in (("short", len(short.explain())), ("tet", len(tet.explain())))
        ),
        Task("receipt of a clock that was paused", "clock.receipt()", "_", once, names),
        Task("receipt of a dossier of ten events", "dossier.receipt()", "_", once, names),
        Task("records.verify, 8 days", "verify(receipt)", "_", once, names),
    ]
    return Section("Receipts", tasks, base=base)
