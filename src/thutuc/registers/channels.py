"""How registers call the ways in which dossiers come in (cách thức nộp hồ sơ)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from thutuc.bounds import BOUNDS, shown
from thutuc.errors import RegisterError
from thutuc.procedures.parts import CHANNEL_NAMES, Channel
from thutuc.registers.headings import plain

__all__ = ["CHANNELS", "channel_of", "check_channels"]

_DIRECT = (
    "nộp trực tiếp",
    "tiếp nhận trực tiếp",
    "trực tiếp tại bộ phận một cửa",
    "tại bộ phận một cửa",
    "1",
)
_ONLINE = (
    *("online", "nộp trực tuyến", "tiếp nhận trực tuyến", "qua mạng"),
    *("trực tuyến toàn trình", "trực tuyến một phần", "2"),
)
_POST = (
    *("dịch vụ bưu chính", "dịch vụ bưu chính công ích", "bưu chính công ích", "qua bưu chính"),
    *("qua bưu chính công ích", "qua dịch vụ bưu chính", "qua dịch vụ bưu chính công ích"),
    *("qua đường bưu điện", "qua bưu điện", "bưu điện", "bcci", "qua bcci", "nộp qua bcci", "3"),
)
CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        **CHANNEL_NAMES,
        **dict.fromkeys(_DIRECT, Channel.DIRECT),
        **dict.fromkeys(_ONLINE, Channel.ONLINE),
        **dict.fromkeys(_POST, Channel.POST),
    }
)
"""The words that are known, and the national codes."""
_KNOWN = {plain(word): channel for word, channel in CHANNELS.items()}


class _Channelled(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def channel(self) -> str: ...


def channel_of(word: str, channels: Mapping[str, Channel] = MappingProxyType({})) -> Channel | None:
    """The channel that a register calls so, whatever case or tone place; `None` if the word is not known.

    Args:
        word: As the register has it.
        channels: What it calls its channels, where it has words of its own; `""` for rows that state none.

    Examples:
        >>> channel_of("Qua BCCI").name, channel_of("2").name, channel_of("tại nhà")
        ('POST', 'ONLINE', None)
    """
    if word in channels:
        return channels[word]
    for own, channel in channels.items():
        if plain(own) == plain(word):
            return channel
    return _known(word)


@lru_cache(maxsize=1000)
def _known(word: str) -> Channel | None:
    """Of the few words that a register repeats, each is compared once."""
    return _KNOWN.get(plain(word))


def check_channels(
    name: str, entries: Iterable[_Channelled], channels: Mapping[str, Channel] = MappingProxyType({})
) -> None:
    """Refuse rows whose channel is not known, for what divides by channel.

    Args:
        name: Of the file.
        entries: Its rows.
        channels: As for `channel_of`.

    Raises:
        RegisterError: With each word that is not known and the first row that has it.
    """
    rows: dict[str, list[int]] = {}
    for entry in entries:
        if channel_of(entry.channel, channels) is None:
            rows.setdefault(entry.channel, []).append(entry.row)
    problems: list[str] = []
    for word, found in list(rows.items())[: BOUNDS.problems]:
        more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
        what = "is empty" if not word else f"{shown(word)} is no known way of handing in a dossier"
        problems.append(
            f"{name}, row {found[0]}{more}, column channel: {what}; say what it stands for with "
            f"channels={{{word!r}: Channel.DIRECT}} (--channel {word + '=1'!r}; 1 direct, 2 online, 3 post)"
        )
    if problems:
        raise RegisterError(
            f"{name}: channels that are not known; say what its words for them stand for",
            tuple(problems),
            given=name,
        )
