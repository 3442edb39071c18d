"""`today`: what the day brings at the counter (việc trong ngày)."""

import argparse

from thutuc.commands.language import Language
from thutuc.commands.one_deadline import calendar_asked
from thutuc.commands.output import Answer, written
from thutuc.commands.registers_asked import column_asked, read_asked, register_notes
from thutuc.registers import read_register
from thutuc.reports import day_list


def answer_today(asked: argparse.Namespace, words: Language) -> Answer:
    """What is overdue, due today and due on the next working day, and last one sentence that says it."""
    calendar = calendar_asked(asked)
    register = read_asked(read_register, asked, calendar, words)
    by = column_asked(register, asked.by)
    found = day_list(register, asked.now, calendar, by=by)
    answer = written(found.table(words.language), asked, words, text=found.text(words.language))
    return Answer(answer.text, (*answer.notes, *register_notes(register, [by], words)))
