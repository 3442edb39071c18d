"""The language of the command line: its words stand once, in Vietnamese and in English (lời nhắc)."""

from collections.abc import Mapping, Sequence

import attrs

from thutuc.errors import LANGUAGES, InvalidValueError, ThutucError
from thutuc.words.labels import check_language, language_of

LANGUAGE_OPTIONS = ("--language", "--ngon-ngu")


@attrs.frozen
class Language:
    """Chooses between what is said in Vietnamese and in English.

    Args:
        language: `vi` or `en`.

    Examples:
        >>> Language("vi")("đến hạn", "due"), Language("en")("đến hạn", "due")
        ('đến hạn', 'due')
    """

    language: str = attrs.field(default="vi", converter=check_language)

    def __call__(self, vi: str, en: str) -> str:
        """The one of the two that is in the language."""
        return en if self.language == "en" else vi


def refusal(vi: str, en: str, given: object) -> InvalidValueError:
    """An error of what was typed that says so in both languages."""
    return InvalidValueError(en, given=given, vi=vi)


def message(error: ThutucError, words: Language) -> str:
    """What an error says in the language asked for."""
    return error.text(words.language)


def language_asked(typed: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of the answer: as it is typed, else that of the locale.

    It is needed before all else is read, so that help and errors speak it too.

    Args:
        typed: Words of the command line.
        environment: Variables of the process.

    Examples:
        >>> language_asked(["due", "--language", "en"], {}), language_asked(["due"], {"LANG": "C.UTF-8"})
        ('en', 'vi')
        >>> language_asked([], {"LANG": "en_GB.UTF-8"}), language_asked(["--language=vi"], {"LANG": "en_GB"})
        ('en', 'vi')
    """
    found = language_of(environment)
    for i, word in enumerate(typed):
        name, equals, value = word.partition("=")
        if name in LANGUAGE_OPTIONS:
            said = value if equals else "".join(typed[i + 1 : i + 2])
            found = said if said in LANGUAGES else found
    return found
