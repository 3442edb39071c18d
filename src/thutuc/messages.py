"""What is said in English, said in Vietnamese: one table of sentences for each room (lời báo bằng tiếng Việt).

A message is written once in English, where it arises, and once in `data/messages/*.toml`, where the English
sentence, with a name in braces for each thing it tells, stands beside the Vietnamese one. What stands in the
place of a brace is taken over as it is, with dates and numbers as Vietnamese write them; `{problem:words}` is
itself a sentence or a phrase of the table; `{problem:any}` too, and where the table has none it is said that
there is an error, for it may come from Python or another library.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

import attrs

_HOLE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_UNKNOWN = "dữ liệu không hợp lệ"
# What is quoted is what somebody wrote, and stays; a name of Python or of a column is one word.
_NUMERALS = re.compile(
    r"""
    (?P<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | datetime\.date(?:time)?\((?P<parts>\d+(?:,\ \d+)+)[^()]*\)
    | (?<![\d-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])
      (?:[ T](?P<time>\d\d:\d\d)(?::00)?(?:\+\d\d:\d\d)?(?![\d:]))?
    | (?<![\d.,])\d{1,3}(?P<thousands>(?:,\d{3})+)(?![\d,]|\.\d)
    """,
    re.VERBOSE,
)
_NAME = re.compile(r"[`'\"(]?[\w.:/-]*[_.`'\"][\w.:/`'\"()-]*|[\d\W]*|[A-Z]\w*")


@attrs.frozen
class Sentence:
    """One sentence in two languages.

    Args:
        english: What stands between its braces, first and last included.
        names: The names in braces.
        vietnamese: The sentence in Vietnamese, with the same names.
    """

    english: tuple[str, ...]
    names: tuple[str, ...]
    vietnamese: str

    @classmethod
    def of(cls, english: str, vietnamese: str) -> "Sentence":
        """The sentence of one line of the table."""
        literal, names = _HOLE.split(english)[::3], tuple(name for name, _ in _HOLE.findall(english))
        return cls(tuple(literal), names, vietnamese)

    def told(self, message: str) -> dict[str, str] | None:
        """What *message* tells in the place of each name; `None` if it is another sentence."""
        first, *middle, last = self.english
        end = len(message) - len(last)
        if not message.startswith(first) or not message.endswith(last) or end < len(first):
            return None
        found: list[str] = []
        at = len(first)
        for literal in middle:
            # The leftmost place is enough, as for the pattern of a file name: nothing is tried twice.
            there = message.find(literal, at + 1, end) if literal else -1
            if there < 0:
                return None
            found.append(message[at:there])
            at = there + len(literal)
        found.append(message[at:end])
        return dict(zip(self.names, found, strict=True)) if all(found) else None


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], tuple[Sentence, ...]]:
    """Sentences that tell nothing, and those that do: the one that says most in its own words first."""
    pairs: dict[str, str] = {}
    folder = files("thutuc") / "data" / "messages"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        pairs |= tomllib.loads(file.read_text("utf-8"))
    plain = {english: vietnamese for english, vietnamese in pairs.items() if not _HOLE.search(english)}
    telling = [Sentence.of(*pair) for pair in pairs.items() if pair[0] not in plain]
    telling.sort(key=lambda one: -len("".join(one.english)))
    return plain, tuple(telling)


def in_vietnamese(message: str) -> str | None:
    """The Vietnamese of a message of this library, or `None` if its table has none (bản tiếng Việt).

    Args:
        message: In English, of one line or several.

    Examples:
        >>> in_vietnamese("2032-01-05 is outside this calendar, which knows 2007-01-01 to 2031-12-31; "
        ...     "build it with an earlier `first` or a later `last`")
        '05/01/2032 nằm ngoài lịch này (từ 01/01/2007 đến 31/12/2031); hãy lập lịch với `first` sớm hơn hoặc `last` muộn hơn'
    """
    if "\n" in message:
        lines = [line and in_vietnamese(line) for line in message.split("\n")]
        return None if None in lines else "\n".join(line for line in lines if line is not None)
    bare = message.strip()
    plain, telling = _table()
    if bare in plain:
        return message.replace(bare, plain[bare])
    for sentence in telling:
        told = sentence.told(bare)
        said = None if told is None else _filled(sentence.vietnamese, told)
        if said is not None:
            return message.replace(bare, said)
    return None


def _filled(vietnamese: str, told: dict[str, str]) -> str | None:
    """The sentence with what is told; `None` if words of it are in no table."""
    values: dict[tuple[str, str], str] = {}
    for name, how in _HOLE.findall(vietnamese):
        given = told[name]
        value: str | None = numerals(given)
        if how:
            value = in_vietnamese(given) or (numerals(given) if _NAME.fullmatch(given) else None)
        if value is None and how == "any":
            value = _UNKNOWN
        if value is None:
            return None
        values[name, how] = value
    return _HOLE.sub(lambda hole: values[hole[1], hole[2] or ""], vietnamese)


def numerals(text: str) -> str:
    """*text* with dates and large numbers as Vietnamese write them; what is quoted stays (cách viết số, ngày).

    Examples:
        >>> numerals("13,400 on 2026-11-05 09:30, not '2026-11-05'")
        "13.400 on 09:30 05/11/2026, not '2026-11-05'"
    """
    return _NUMERALS.sub(_numeral, text)


def _numeral(found: "re.Match[str]") -> str:
    if found["quoted"]:
        return found[0]
    if found["thousands"]:
        return found[0].replace(",", ".")
    if found["parts"]:
        year, month, day, *time = map(int, found["parts"].split(", "))
        hour = f"{time[0]:02}:{time[1]:02} " if len(time) > 1 else ""
        return f"{hour}{day:02}/{month:02}/{year}"
    hour = f"{found['time']} " if found["time"] else ""
    return f"{hour}{found['day']}/{found['month']}/{found['year']}"
