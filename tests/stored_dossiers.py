"""Made-up dossiers for what is stored, served and told: the same on every run."""

import random
from datetime import date, datetime, timedelta

import attrs

from thutuc import Channel, Dossier, Procedure, Step, TimeLimit, Unit, events as e, vietnam_calendar

CALENDAR = vietnam_calendar()
DAYS = Unit.WORKING_DAY
PROCEDURES = [
    Procedure(
        "1.000001",
        "thủ tục ví dụ",
        TimeLimit(5, DAYS),
        steps=[
            Step("tiếp nhận", "MC", TimeLimit(0.5, DAYS)),
            Step("thẩm định", "TN", TimeLimit(4, DAYS)),
            Step("trả kết quả", "MC", TimeLimit(0.5, DAYS)),
        ],
    ),
    Procedure("1.000002", "thủ tục ví dụ khác", TimeLimit(10, DAYS)),
]
REFERENCES = {"procedures": {one.code: one for one in PROCEDURES}}
FIRST = date(2026, 2, 2)


def dossier(number, *, done=None):
    """One life of up to ten events, drawn by its number."""
    chance = random.Random(number)
    day = FIRST + timedelta(days=chance.randrange(60))
    day = CALENDAR.next_working_day(day)
    found = Dossier(
        f"H17.18-{day:%y%m%d}-{number:05}",
        PROCEDURES[number % 2],
        CALENDAR,
        channel=chance.choice(list(Channel)),
    )
    now = datetime(day.year, day.month, day.day, 8) + timedelta(minutes=chance.randrange(60))
    life = [
        e.Submitted(at=now, office="MC"),
        e.Accepted(at=now, office="MC", officer="Nguyễn Văn A", ground="đủ hồ sơ"),
        e.Transferred(at=now, office="MC", to="TN"),
        e.Assigned(at=now, office="TN", to="Trần Thị B"),
        *(
            [e.SupplementRequested(at=now, office="TN"), e.Supplemented(at=now, office="TN")]
            * (number % 5 == 0)
        ),
        e.OpinionAsked(at=now, office="TN", of="CA"),
        e.OpinionGiven(at=now, office="CA"),
        e.Finished(at=now, office="TN", ground="riêng tư"),
        e.Returned(at=now, office="MC"),
    ]
    for event in life[: done if done is not None else chance.choice([4, 8, 10, 10, 10])]:
        found = found.record(attrs.evolve(event, at=now))
        now = CALENDAR.add_working_time(now, timedelta(hours=chance.choice([1, 2, 6, 9])))
    return found
