"""How registers call the ways in which dossiers come in (cách thức nộp hồ sơ)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from thutuc.bounds import BOUNDS, shown
from thutuc.errors import InvalidValueError, RegisterError
from thutuc.procedures.parts import Channel
from thutuc.words.alphabet import spelling

__all__ = ["CHANNELS", "channel_of", "check_channels"]

CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        word: channel
        for channel in Channel
        for word in (channel.label("vi"), channel.label("en"), *channel.also, str(channel.value))
    }
)
"""The words that are known, and the national codes."""


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
        if spelling(own) == spelling(word):
            return channel
    return _known(word)


@lru_cache(maxsize=1000)
def _known(word: str) -> Channel | None:
    """Of the few words that a register repeats, each is compared once."""
    try:
        return Channel.parse(word)
    except InvalidValueError:
        return None


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
