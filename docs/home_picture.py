"""Draws the picture of the home pages when the site is built: a limit across Tết, day by day."""  # noqa: INP001

from datetime import date
from html import escape

from thutuc import Deadline, TimeLimit, due, vietnam_calendar
from thutuc.deadlines import LedgerEntry

MARK = "<!-- picture -->"
LIMIT, RECEIVED = TimeLimit.parse("05 ngày làm việc"), date(2026, 2, 13)
WEEK = {
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "vi": ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
}
WORDS = {
    "en": (
        "received",
        "day",
        "due",
        "day off",
        "Five working days from Friday 13/02/2026, across Tết: due {}.",
    ),
    "vi": (
        "nhận",
        "ngày",
        "hẹn trả",
        "nghỉ",
        "05 ngày làm việc kể từ thứ Sáu 13/02/2026, qua Tết: hẹn trả ngày {}.",
    ),
}


def on_page_markdown(markdown: str, **_: object) -> str:
    """Put the picture, in the language of the page, where the page has its mark."""
    language = "vi" if "*[English]" in markdown else "en"
    return markdown.replace(MARK, picture(language)) if MARK in markdown else markdown


def picture(language: str) -> str:
    """The days of one deadline, a week in each row, as a drawing in the colours of the page."""
    deadline = due(LIMIT, RECEIVED, vietnam_calendar())
    told = WORDS[language][-1].format(f"{deadline.due_on:%d/%m/%Y}")
    heads = "".join(_text(50 + 100 * i, 24, name) for i, name in enumerate(WEEK[language]))
    cells = "".join(_cell(deadline, entry, language) for entry in deadline.explain())
    drawing = f'<svg viewBox="0 0 700 340" role="img" aria-label="{escape(told)}">{heads}{cells}</svg>'
    return f'<figure class="days">{drawing}<figcaption>{escape(told)}</figcaption></figure>'


def _cell(deadline: Deadline, entry: LedgerEntry, language: str) -> str:
    received, day, due_day, off, _ = WORDS[language]
    row = (entry.day - RECEIVED).days + RECEIVED.weekday()
    x, y = 100 * (row % 7), 36 + 100 * (row // 7)
    if entry.day == deadline.due_on:
        kind, word = "due", due_day
    elif entry.number:
        kind, word = "counted", f"{day} {entry.number}"
    else:
        kind, word = ("received", received) if entry.day == RECEIVED else ("off", off)
    box = f'<rect x="{x + 3}" y="{y + 3}" width="94" height="94" rx="6"/>'
    words = _text(x + 50, y + 46, f"{entry.day:%d/%m}") + _text(x + 50, y + 80, word)
    return f'<g class="{kind}">{box}{words}</g>'


def _text(x: int, y: int, words: str) -> str:
    return f'<text x="{x}" y="{y}">{escape(words)}</text>'
