"""`audit`: whether published figures add up (đối soát số liệu đã công bố)."""

import argparse
from collections import Counter

from thutuc.commands.language import Language
from thutuc.commands.output import Answer, written
from thutuc.reports import NumberStyle, audit, audit_table, read_published


def answer_audit(asked: argparse.Namespace, words: Language) -> Answer:
    """Each finding, and last how many hold."""
    numbers = None if asked.numbers is None else NumberStyle(asked.numbers)
    tables = read_published(asked.table, numbers=numbers)
    table = audit_table(tables, words.language, complete=asked.complete)
    found = Counter(finding.holds for one in tables for finding in audit(one, complete=asked.complete))
    last = words(
        f"{len(tables)} bảng số liệu: {found[True]} khớp, {found[False]} không khớp, "
        f"{found[None]} chưa đủ số liệu",
        f"{len(tables)} tables: {found[True]} hold, {found[False]} fail, {found[None]} undecided",
    )
    return written(table, asked, words, text=f"{table.text()}\n{last}")
