"""`report`: what an office reports of its register (báo cáo của một sổ theo dõi)."""

import argparse
from functools import partial
from typing import TYPE_CHECKING

from thutuc import PeriodReport, WorkCalendar
from thutuc.commands.language import Language
from thutuc.commands.one_deadline import calendar_asked
from thutuc.commands.output import Answer, Answered, written
from thutuc.commands.registers_asked import column_asked, period_asked, read_asked, register_notes
from thutuc.errors import InvalidValueError, MissingExtraError
from thutuc.registers import Register, check_channels, read_register
from thutuc.reports import Table, form_ii_06

if TYPE_CHECKING:
    from thutuc.frames import FileRegister
    from thutuc.reports.period_figures import Figures


def answer_report(asked: argparse.Namespace, words: Language) -> Answer:
    """The report of the period asked for, and below it what is to be known of the register."""
    calendar = calendar_asked(asked)
    figures, register = _by_columns(asked, calendar, words) or _by_rows(asked, calendar, words)
    data: Answered = figures
    table = figures if isinstance(figures, Table) else figures.table(words.language)
    used = [column_asked(register, name) for name in asked.by]
    answer = written(table, asked, words, data=data)
    return Answer(answer.text, (*answer.notes, *register_notes(register, used, words)))


def _by_rows(
    asked: argparse.Namespace, calendar: WorkCalendar, words: Language
) -> tuple[PeriodReport | Table, Register]:
    """The report and the register, read row by row."""
    register = read_asked(read_register, asked, calendar, words)
    start, end = period_asked(register, asked)
    by, channels = [column_asked(register, name) for name in asked.by], dict(asked.channel)
    report = PeriodReport.of(register, start, end, by=by, channels=channels)
    if asked.form is None:
        return report.table(words.language, details=True) if asked.details else report, register
    if report.details["unknown_channel"]:
        unknown = {*report.details["unknown_channel"]}
        check_channels(register.name, (entry for entry in register if entry.code in unknown), channels)
    told = {name: getattr(asked, name) for name in _ON_THE_FORM if getattr(asked, name)}
    return form_ii_06(report, words.language, **told), register


_ON_THE_FORM = ("reporting_unit", "receiving_unit", "place", "signed_on")


def _by_columns(
    asked: argparse.Namespace, calendar: WorkCalendar, words: Language
) -> "tuple[Figures, FileRegister] | None":
    """The same by an engine; `None` if there is none, or the report needs what only rows have."""
    if asked.form is not None or asked.details or asked.engine == "python":
        return None
    try:
        from thutuc import frames  # noqa: PLC0415 - an extra

        register = read_asked(partial(frames.read_register, engine=asked.engine), asked, calendar, words)
    except MissingExtraError:
        if asked.engine is not None:
            raise
        return None
    except InvalidValueError:
        # A heading that the frame cannot have; if it is something else, the rows tell.
        return None
    start, end = period_asked(register, asked)
    groups = [column_asked(register, name) for name in asked.by]
    return (register.figures(start, end, groups), register) if {*groups} <= {*register.texts} else None
