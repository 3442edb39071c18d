"""Sentences in two languages with a place for each thing they tell (câu song ngữ)."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from thutuc.words.labels import both
from thutuc.words.table import Words


def filled(words: Words, told: Mapping[str, object]) -> Words:
    """What *words* say in Vietnamese and in English, with what is *told* in the place of each name.

    A day is written as 02/03/2026; a limit, a choice, a pair of words in the language; all else as it is.

    Examples:
        >>> from thutuc import TimeLimit, Unit
        >>> filled(("quá {limit}", "later than {limit}"), {"limit": TimeLimit(2, Unit.DAY)})
        ('quá 02 ngày', 'later than 2 days')
    """

    def said(language: str) -> str:
        pattern = words[language == "en"]
        return pattern.format(**{name: _written(one, language) for name, one in told.items()})

    return both(said)


def _written(one: object, language: str) -> str:
    if isinstance(one, tuple):
        vi, en = cast("Words", one)
        return en if language == "en" else vi
    if isinstance(one, date):
        return f"{one:%d/%m/%Y}"
    write = getattr(one, "to_text", None) or getattr(one, "label", None)
    return str(one) if write is None else str(write(language))
