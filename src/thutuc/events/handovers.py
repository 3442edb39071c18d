"""What passes between offices: hand-overs, parts and opinions (chuyển giao, phối hợp, lấy ý kiến)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, cast
from unicodedata import normalize

import attrs

from thutuc.errors import InvalidTypeError, InvalidValueError
from thutuc.events.event import Event, as_texts, is_before, is_office, is_text
from thutuc.fields import items, of
from thutuc.identifiers import AgencyCode
from thutuc.law import Silence
from thutuc.moments import Moment
from thutuc.offices.office import code_key, read_code
from thutuc.statuses import Action

_SEVERAL = "a text or several are needed"
_is_day = of(date, datetime, optional=True, wanted="{owner}: {name} is a date")
_is_silence = of(Silence, optional=True, wanted="{owner}: {name} is a Silence such as Silence.CONSENT")


_Office: TypeAlias = str | AgencyCode


def _as_receivers(
    given: _Office | Iterable[_Office] | Mapping[_Office, str],
) -> str | tuple[str, ...]:
    """The office that gets a dossier, or several, as codes of offices are kept; a mapping as it is."""
    if isinstance(given, str):
        return read_code(given) if given.strip() else given
    if isinstance(given, AgencyCode):
        return str(given)
    if isinstance(given, Mapping):
        # Taken apart when the event is made, since its steps have a field of their own.
        return cast("tuple[str, ...]", given)
    return _as_codes(given)


def _as_codes(given: Iterable[_Office]) -> tuple[str, ...]:
    texts = as_texts(str(one) if isinstance(one, AgencyCode) else one for one in items(given, _SEVERAL))
    return tuple(map(read_code, texts))


def _as_steps(given: str | Iterable[str] | None) -> str | tuple[str, ...] | None:
    """The step that begins, or that of each receiver."""
    return given if given is None else normalize("NFC", given) if isinstance(given, str) else as_texts(given)


def _is_receiver(event: Event, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validator of one text; several are looked at together."""
    if isinstance(value, str):
        is_text(event, field, value)


@attrs.frozen(kw_only=True)
class Transferred(Event):
    """The dossier has been handed to the next office, or to several at once (chuyển hồ sơ).

    Args:
        to: The office that holds it from now on; several that work in parallel; or several as a mapping from
            each to the step it begins with.
        step: The step of the route that begins, where the office alone does not tell; of several receivers
            one for all, or one for each in their order.

    Raises:
        InvalidTypeError: If *to* or *step* is neither a text nor several.
        InvalidValueError: If *to* names no office, an empty one, or one twice; or *step* names not one for
            each.

    Examples:
        >>> sent = Transferred(at=datetime(2026, 3, 3, 8), office="UB", to={"CA": "cư trú", "BHXH": "thẻ"})
        >>> sent.receivers, sent.step_of("BHXH")
        (('CA', 'BHXH'), 'thẻ')
    """

    action = Action.TRANSFER
    offices = ("to",)
    to: str | tuple[str, ...] = attrs.field(converter=_as_receivers, validator=_is_receiver)
    step: str | tuple[str, ...] | None = attrs.field(
        default=None, converter=_as_steps, validator=_is_receiver
    )

    def __attrs_post_init__(self) -> None:
        to: object = self.to
        if isinstance(to, Mapping):
            self._name_steps(cast("Mapping[_Office, str]", to))
        if not isinstance(self.to, str) and len(set(map(code_key, self.to))) < max(1, len(self.to)):
            raise InvalidValueError(
                f"Transferred: to names each office that gets the dossier once, not {self.to!r}",
                given=self.to,
            )
        if isinstance(self.step, tuple) and len(self.step) != len(self.receivers):
            raise InvalidValueError(
                f"Transferred: step names the step of each of {', '.join(self.receivers)}, "
                f"not {self.step!r}; write to as a mapping from each to its step",
                given=self.step,
            )

    def _name_steps(self, given: Mapping[_Office, str]) -> None:
        """Put offices and steps that were given together where they are kept."""
        for office, step in given.items():
            if not isinstance(step, str):
                raise InvalidTypeError(
                    f"Transferred: to names the step of each office, and that of {office} is {step!r}; name "
                    f"the step, or give the offices alone",
                    given=step,
                )
        offices, steps = _as_codes(given), as_texts(given.values())
        if self.step is not None:
            raise InvalidValueError(
                f"Transferred: to says with which step each office begins; leave step={self.step!r} out",
                given=self.step,
            )
        alone = len(offices) == 1
        object.__setattr__(self, "to", offices[0] if alone else offices)
        if offices:
            object.__setattr__(self, "step", steps[0] if alone else steps)

    @property
    def receivers(self) -> tuple[str, ...]:
        """The offices that hold the dossier from now on."""
        return (self.to,) if isinstance(self.to, str) else self.to

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that are named."""
        return () if self.step is None else (self.step,) if isinstance(self.step, str) else self.step

    def step_of(self, receiver: str) -> str | None:
        """The step with which a receiver begins; `None` where the office alone tells."""
        if isinstance(self.step, tuple):
            return self.step[self.receivers.index(receiver)]
        return self.step


@attrs.frozen(kw_only=True)
class PartCompleted(Event):
    """One of several offices that work in parallel has done its part (hoàn thành phần việc)."""

    action = Action.COMPLETE_PART


@attrs.frozen(kw_only=True)
class OpinionAsked(Event):
    """Another agency is asked for an opinion (lấy ý kiến).

    Args:
        of: The agency asked.
        answer_by: When it is to answer; a date ends at the close of its office hours, rolled if it is off.
        silence: What it means that it has not answered by then: consent, refusal, or nothing, so that the
            answer is waited for; left out, nothing.

    Raises:
        InvalidTypeError: If *answer_by* is not a date, or *silence* no `Silence`.
        InvalidValueError: If *of* is empty, *answer_by* lies before the question, or *silence* is given
            without it.

    Examples:
        >>> OpinionAsked(at=datetime(2026, 3, 4, 8), office="KT", of="PCCC", answer_by=date(2026, 3, 16),
        ...              silence=Silence.CONSENT).silence.label("en")
        'taken as consent'
    """

    action = Action.ASK_OPINION
    moments = ("answer_by",)
    offices = ("of",)
    of: str = attrs.field(validator=is_office)
    answer_by: Moment | None = attrs.field(default=None, validator=_is_day)
    silence: Silence | None = attrs.field(default=None, validator=_is_silence)

    def __attrs_post_init__(self) -> None:
        by, silence = self.answer_by, self.silence
        if silence is not None and by is None:
            raise InvalidValueError(
                f"OpinionAsked: silence={silence.name} means something from a day on; give answer_by",
                given=silence,
            )
        if by is not None and self._is_before(by):
            raise InvalidValueError(
                f"OpinionAsked: answer_by {by} lies before the question at {self.at}", given=by
            )

    def _is_before(self, by: date) -> bool:
        """Whether *by* lies before the question; one naive and one aware moment differ by a zone at most."""
        if not isinstance(by, datetime):
            return by < self.at.date() - timedelta(days=self.at.tzinfo is not None)
        return is_before(by, self.at)


@attrs.frozen(kw_only=True)
class OpinionGiven(Event):
    """The agency asked has answered; *office* is that agency (cho ý kiến).

    Args:
        asked_by: The office that is answered, where several have asked one agency; left out, the one whose
            question is open and came first.

    Raises:
        InvalidValueError: If *asked_by* is empty.
    """

    action = Action.GIVE_OPINION
    offices = ("asked_by",)
    asked_by: str | None = attrs.field(default=None, validator=is_office)
