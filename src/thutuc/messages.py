"""What is said in English, said in Vietnamese: one table of sentences for each room (lời báo tiếng Việt).

A message is written once in English, where it arises, and once in `data/messages/*.toml`, where the English
sentence, with a name in braces for each thing it tells, stands beside the Vietnamese one. What stands in the
place of a brace is taken over as it is, with dates and numbers as Vietnamese write them. `{problem:words}` is
itself a sentence or a phrase of the table; `{problem:any}` too, and where the table has none it is said that
there is an error, for it may come from Python or another library. In `{identity:figures}` each name of a
figure is said in words, `{amount:number}` is a number, `{field:name}` a name of Python and `{names:names}`
several, which stay as they are. Any other word is that of a list: what `{column:column}` stands for is the
row `"column received"`, or else what was given.
"""

import re
from functools import lru_cache

import attrs

from thutuc.data import read_folder

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
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_NUMBER = re.compile(r"-?[\d.,/]+")
_QUOTES = "'\""
_POINTS = str.maketrans(".,", ",.")
_JOINT = 40
"""What it costs, in letters taken over, to join sentences or to say only that there is an error."""
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
    longest: str = attrs.field(init=False, eq=False)
    """The longest of its words: most sentences are told apart by them."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "longest", max(self.english, key=len))

    @property
    def joins(self) -> bool:
        """Whether it has no words of its own."""
        return len("".join(self.english).strip()) < 4

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
    for sentences in read_folder("messages").values():
        pairs |= sentences
    plain = {english: vietnamese for english, vietnamese in pairs.items() if not _HOLE.search(english)}
    telling = [Sentence.of(*pair) for pair in pairs.items() if pair[0] not in plain]
    telling.sort(key=lambda one: -len("".join(one.english)))
    return plain, tuple(telling)


def in_vietnamese(message: str) -> str | None:
    """The Vietnamese of a message of this library, or `None` if its table has none (bản tiếng Việt).

    Args:
        message: In English, of one line or several.

    Examples:
        >>> in_vietnamese("2032-01-05 is outside this calendar, which knows 2007-01-01 to 2031-12-31")
        '05/01/2032 nằm ngoài lịch này (từ 01/01/2007 đến 31/12/2031); hãy lập lịch rộng hơn'
    """
    reading = _Reading()
    whole = reading.sentence(message)
    if whole is not None:
        return whole[0]
    lines: list[str] = []
    for line in message.split("\n"):
        bare = line.strip()
        said = reading.sentence(bare) if bare else ("", 0)
        if said is None:
            return None
        lines.append(line[: len(line) - len(line.lstrip())] + said[0])
    return "\n".join(lines)


_Said = tuple[str, int]
"""What is said, and how many letters of it were only taken over."""


@attrs.define
class _Reading:
    """One message, read by the sentences of the table: of several that fit, the one that takes over least."""

    known: dict[str, _Said | None] = attrs.field(factory=dict[str, "_Said | None"])

    def sentence(self, message: str) -> _Said | None:
        """The message in Vietnamese."""
        if message not in self.known:
            self.known[message] = None  # a sentence within itself is none
            self.known[message] = self._best(message)
        return self.known[message]

    def _best(self, message: str) -> _Said | None:
        plain, telling = _table()
        if message in plain:
            return plain[message], 0
        best: _Said | None = None
        for sentence in telling:
            if sentence.longest not in message:
                continue
            told = sentence.told(message)
            said = None if told is None else self._filled(sentence.vietnamese, told)
            if said is None:
                continue
            # What only joins two sentences tells less of either than a sentence of its own.
            cost = said[1] + (_JOINT if sentence.joins else 0)
            if best is None or cost < best[1]:
                best = said[0], cost
        return best

    def _filled(self, vietnamese: str, told: dict[str, str]) -> _Said | None:
        """The sentence with what is told; `None` if words of it are in no table."""
        values: dict[str, str] = {}
        taken_over = 0
        for hole in _HOLE.finditer(vietnamese):
            said = self._said(told[hole[1]], hole[2])
            if said is None:
                return None
            values[hole[0]] = said[0]
            taken_over += said[1]
        return _HOLE.sub(lambda hole: values[hole[0]], vietnamese), taken_over

    def _said(self, given: str, how: str | None) -> _Said | None:
        """What stands in the place of a brace."""
        as_it_is = numerals(given), len(_QUOTED.sub("", given))
        if how in {"words", "any"}:
            if _is_name(given):
                return self.sentence(given) or as_it_is
            unknown = (_UNKNOWN, _JOINT + len(given)) if how == "any" else None
            return self._several(given) or self.sentence(given) or unknown
        if how in {"figures", "number"}:
            return (figures(given), 0) if how == "figures" else _number(given)
        if how in {"name", "names"}:
            names = given.split(", ") if how == "names" else [given]
            told = as_it_is if how == "name" else (as_it_is[0], 0)
            return told if all(map(_is_name, names)) else None
        # A phrase that stands in a table is said as it has it; a word of a list is no sentence.
        bare = f"{how} {given.strip(_QUOTES)}" if how else given
        listed = _table()[0].get(bare) if " " in bare else None
        if listed is None and how and " " in given and not _QUOTED.fullmatch(given):
            return None
        return as_it_is if listed is None else (listed, 0)

    def _several(self, given: str) -> _Said | None:
        """Names with commas between them."""
        names = given.split(", ")
        if len(names) == 1:
            return None
        said: list[str] = []
        for name in names:
            # A sentence that lists names is no name.
            found = _table()[0].get(name) or (name if _is_name(name) else None)
            if found is None:
                return None
            said.append(found)
        return ", ".join(said), 0


def _number(given: str) -> _Said | None:
    if _NUMBER.fullmatch(given):
        return given.translate(_POINTS), 0
    said = _table()[0].get(given, "" if " " in given else given)
    return (said, 0) if said else None


def _is_name(given: str) -> bool:
    return given.replace("-", "_").isidentifier() or _NAME.fullmatch(given) is not None


def figures(identity: str) -> str:
    """What should hold of a published table, its figures in words (đẳng thức bằng lời).

    Examples:
        >>> figures("total = received + carried_over")
        'tổng số = tiếp nhận trong kỳ + từ kỳ trước'
    """
    plain, _ = _table()
    return re.sub(r"(?<!\w)[a-z_]+(?!\w)", lambda found: plain.get(f"figure {found[0]}", found[0]), identity)


def numerals(text: str) -> str:
    """*text* with dates and large numbers as Vietnamese write them; what is quoted stays (số, ngày).

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
