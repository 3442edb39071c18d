"""A dossier of ten events to plain data, to JSON, and back."""

from datetime import datetime, timedelta

from dossiers import PROCEDURE
from measuring import Section, Task
from setting import Setting

from thutuc import Dossier, TimeLimit, Unit, events, records


def _life() -> list[events.Event]:
    """Ten events of all sorts: a supplement, a payment, an extension."""
    at, more = datetime(2026, 3, 2, 8), timedelta(hours=1)
    return [
        events.Submitted(at=at, office="A"),
        events.Accepted(at=at + more, office="A"),
        events.Transferred(at=at + 2 * more, office="A", to="B"),
        events.SupplementRequested(at=at + 3 * more, office="B", documents=["tờ khai"], ground="thiếu"),
        events.Supplemented(at=at + 4 * more, office="A"),
        events.PaymentRequested(at=at + 5 * more, office="B", amount=100_000),
        events.Paid(at=at + 6 * more, office="A"),
        events.Extended(at=at + 7 * more, office="B", by=TimeLimit(2, Unit.WORKING_DAY)),
        events.Finished(at=at + 8 * more, office="B"),
        events.Returned(at=at + 9 * more, office="A"),
    ]


LIFE = _life()


def stored(setting: Setting) -> Section:
    """Dump, load, their JSON and the canonical form, beside building the same dossier from its events."""
    life = LIFE
    dossier = Dossier.replay("X", PROCEDURE, setting.cal, life)
    names = {
        "dossier": dossier,
        "record": records.dump(dossier),
        "text": records.dumps(dossier),
        "calendars": {setting.cal.fingerprint: setting.cal},
        "procedures": {PROCEDURE.code: PROCEDURE},
        "records": records,
        "Dossier": Dossier,
        "p": PROCEDURE,
        "cal": setting.cal,
        "life": life,
    }
    once = range(2_000)
    known = "calendars=calendars, procedures=procedures"
    base = "Dossier.replay, from events at hand"
    tasks = [
        Task(base, "Dossier.replay('X', p, cal, life)", "_", once, names),
        Task("records.dump", "records.dump(dossier)", "_", once, names, aim=50_000, within=(base, 2.0)),
        Task(
            "records.load",
            f"records.load(record, {known})",
            "_",
            once,
            names,
            aim=100_000,
            within=(base, 4.0),
        ),
        Task("records.dumps, to JSON", "records.dumps(dossier)", "_", once, names),
        Task("records.loads, from JSON", f"records.loads(text, {known})", "_", once, names),
        Task("records.digest", "records.digest(record)", "_", once, names),
    ]
    return Section("Records of a dossier of ten events", tasks, base=base)
