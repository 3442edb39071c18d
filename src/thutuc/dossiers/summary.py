"""A group of dossiers in words (nhóm hồ sơ bằng lời)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from thutuc.deadlines import Deadline
from thutuc.dossiers.dossier import Dossier
from thutuc.dossiers.results import Result
from thutuc.statuses import FINAL, Status
from thutuc.words.labels import check_language

if TYPE_CHECKING:
    from thutuc.dossiers.group import DossierGroup


def as_text(group: "DossierGroup", language: str) -> str:
    """The words of `DossierGroup.text`."""
    return "\n".join(_lines(group, check_language(language) == "en"))


def _lines(group: "DossierGroup", english: bool) -> Iterator[str]:  # noqa: FBT001 - private
    language = "en" if english else "vi"
    status = group.status
    label = status.label(language) if status else _said(english, "chưa nộp", "not handed in")
    done = [member for member in group.current if _is_done(member)]
    yield _said(
        english,
        f"Nhóm hồ sơ {group.code}: {label}, xong {len(done)} trên {len(group.current)} hồ sơ",
        f"Group {group.code}: {label}, {len(done)} of {len(group.current)} dossiers done",
    )
    if group.deadline is not None:
        yield _said(english, f"Hạn chung: {_day(group.deadline)}", f"Due together: {_day(group.deadline)}")
    finished = {member.code for member in group.members if _is_done(member)}
    needs = group.needs
    for member in group.members:
        waits = [code for code in needs.get(member.code, ()) if code not in finished]
        yield f"  {member.code}: {'; '.join(_facts(member, waits, english))}"
        for result in member.results:
            if result.name is not None:
                yield f"    {_result(result, english)}"
        for link in member.links:
            yield f"    {link.text(language)}"
    if group.lateness.total:
        yield group.lateness.explain(language)
    for breach in group.breaches:
        yield breach.text(language)


def _facts(member: Dossier, waits: Sequence[str], english: bool) -> Iterator[str]:  # noqa: FBT001 - private
    yield member.procedure.name
    status = member.status
    label = status.label("en" if english else "vi") if status else None
    yield label or _said(english, "chưa nộp", "not handed in")
    if waits:
        names = ", ".join(waits)
        yield _said(english, f"chờ kết quả của {names}", f"needs the result of {names}")
    if member.is_open:
        holders = dict.fromkeys(leg.office for leg in member.legs if leg.ended is None and not leg.consulted)
        yield _said(english, f"đang ở {', '.join(holders)}", f"held by {', '.join(holders)}")
    deadline, end = member.deadline, member.finished_at
    if deadline is not None:
        yield _said(english, f"hạn {_day(deadline)}", f"due {_day(deadline)}")
    if end is not None:
        yield _said(english, f"xong {end:%d/%m/%Y}", f"done {end:%d/%m/%Y}")
        if deadline is not None and deadline.is_late(end):
            yield _said(english, "quá hạn", "late")


def _result(result: Result, english: bool) -> str:  # noqa: FBT001 - private
    there = f"{result.name}: {_said(english, 'có ngày', 'there on')} {result.finished_at:%d/%m/%Y}"
    if result.returned_at is None:
        return there
    return f"{there}, {_said(english, 'trả ngày', 'returned on')} {result.returned_at:%d/%m/%Y}"


def _is_done(member: Dossier) -> bool:
    return member.status is Status.FINISHED or member.status in FINAL


def _day(deadline: Deadline) -> str:
    return f"{deadline.due_at:%H:%M %d/%m/%Y}" if deadline.to_the_minute else f"{deadline.due_on:%d/%m/%Y}"


def _said(english: bool, vi: str, en: str) -> str:  # noqa: FBT001 - private
    return en if english else vi
