"""What official descriptions of procedures get wrong, found and named (kiểm tra dữ liệu thủ tục)."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

import attrs

from thutuc.calendars import OfficeHours
from thutuc.errors import LimitTextError
from thutuc.fields import require
from thutuc.limits import Effect, TimeLimit, Unit
from thutuc.limits.units import check_language
from thutuc.procedures.parts import Channel, ChannelOffer, Part
from thutuc.procedures.route import Step

if TYPE_CHECKING:
    from thutuc.procedures.procedure import Procedure


class Severity(IntEnum):
    """How grave a finding is (mức độ).

    Examples:
        >>> Severity.ERROR < Severity.NOTE, Severity.ERROR.label()
        (True, 'lỗi')
    """

    ERROR = 1
    """It cannot be right: the law is broken, or two statements contradict each other."""
    WARNING = 2
    """Something is missing, so that a deadline or an office's part cannot be told."""
    NOTE = 3
    """It may be meant, or it cannot be checked."""

    def label(self, language: str = "vi") -> str:
        """Words for a reader.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        english = check_language(language) == "en"
        return self.name.lower() if english else ("lỗi", "cảnh báo", "lưu ý")[self - 1]


@attrs.frozen
class Finding:
    """One thing that a description contradicts or lacks (điểm cần xem lại).

    Args:
        code: Stable name of the kind of finding, such as `over-limit`.
        severity: How grave it is.
        vi: What was found, in Vietnamese.
        en: What was found, in English.
        steps: The steps concerned, by name.

    Examples:
        >>> print(Finding("no-limit", Severity.WARNING, "không có thời hạn", "no time limit is stated"))
        không có thời hạn
    """

    code: str
    severity: Severity
    vi: str
    en: str
    steps: tuple[str, ...] = ()

    def text(self, language: str = "vi") -> str:
        """What was found, in words.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        return self.en if check_language(language) == "en" else self.vi

    def __str__(self) -> str:
        return self.vi


# Limits can be compared without a calendar where both are a number of one of four units: hours, working
# hours, days and months.
_LARGER = {Unit.WEEK: (Unit.DAY, 7), Unit.YEAR: (Unit.MONTH, 12)}


@attrs.frozen
class _Lint:
    """One procedure under examination, by the hours of one office."""

    procedure: "Procedure"
    hours: OfficeHours

    def size(self, limit: TimeLimit) -> tuple[Unit, float]:
        """A limit as a number of hours, days or months, or of the minutes of working hours."""
        if limit.unit.is_working:
            minutes = self.hours.day_minutes if limit.unit is Unit.WORKING_DAY else 60
            return Unit.WORKING_HOUR, round(limit.amount * minutes, 6)
        unit, factor = _LARGER.get(limit.unit, (limit.unit, 1))
        return unit, limit.amount * factor

    def shown(self, unit: Unit, size: float, language: str) -> str:
        """What `size` gives, in words; working time in days where it fills quarters of days."""
        if unit is not Unit.WORKING_HOUR:
            return TimeLimit(size, unit).to_text(language)
        quarters = size / self.hours.day_minutes * 4
        if quarters == int(quarters) and quarters >= 4:
            return TimeLimit(quarters / 4, Unit.WORKING_DAY).to_text(language)
        return TimeLimit(round(size / 60, 2), Unit.WORKING_HOUR).to_text(language)

    # Limits ---------------------------------------------------------------------------------------------

    def stated(self) -> dict[TimeLimit, None]:
        """Every statutory limit of the procedure, once each."""
        return dict.fromkeys(limit for channel in Channel for limit in self.procedure.limits_for(channel))

    def missing_limits(self) -> Iterator[Finding]:
        vi, en = "không có thời hạn giải quyết", "no time limit is stated"
        procedure = self.procedure
        if not self.stated():
            yield Finding("no-limit", Severity.WARNING, vi, en)
        elif procedure.cases:
            for case in procedure.cases:
                if case.limit is None:
                    yield Finding("no-limit", Severity.WARNING, f"{case.name}: {vi}", f"{case.name}: {en}")
        elif procedure.limit is None:
            for offer in procedure.channels:
                if offer.limit is None:
                    words = f"{_offer(offer, 'vi')}: {vi}", f"{_offer(offer, 'en')}: {en}"
                    yield Finding("no-limit", Severity.WARNING, *words)

    def promises(self) -> Iterator[Finding]:
        for promise in self.promised():
            for limit in self.stated():
                unit, size = self.size(promise)
                lawful, allowed = self.size(limit)
                if unit is not lawful:
                    yield _mixed((), ("thời hạn cam kết", "the promise"), promise, limit)
                elif size > allowed:
                    yield Finding(
                        "promise-longer",
                        Severity.ERROR,
                        f"thời hạn cam kết {promise.to_text()} dài hơn thời hạn luật định {limit.to_text()}",
                        f"the promise of {promise.to_text('en')} is longer than the limit of the law, "
                        f"{limit.to_text('en')}",
                    )

    def promised(self) -> dict[TimeLimit, None]:
        given = (self.procedure.promise, *(case.promise for case in self.procedure.cases))
        return dict.fromkeys(promise for promise in given if promise is not None)

    def same_day(self) -> Iterator[Finding]:
        told = {offer.limit: limit_in(offer.description) for offer in self.procedure.channels}
        for limit in self.stated():
            described = told.get(limit)
            if is_same_day(limit) and limit.cut_off is None and not (described and described.cut_off):
                yield Finding(
                    "no-cut-off",
                    Severity.WARNING,
                    f"thời hạn {limit.to_text()}: chưa nêu tiếp nhận sau mấy giờ thì trả kết quả vào ngày "
                    f"làm việc tiếp theo",
                    f"the limit of {limit.to_text('en')} does not say after which hour of receipt it is the "
                    f"next working day",
                )

    def descriptions(self) -> Iterator[Finding]:
        for offer in self.procedure.channels:
            described = limit_in(offer.description)
            if offer.limit is None or described is None:
                continue
            declared = self.size(offer.limit)
            if all(self.size(each) != declared for each in _readings(described)):
                yield Finding(
                    "description-differs",
                    Severity.ERROR,
                    f"{_offer(offer, 'vi')}: thời hạn khai là {offer.limit.to_text()}, phần mô tả lại ghi "
                    f"{described.to_text()}",
                    f"{_offer(offer, 'en')}: the declared limit is {offer.limit.to_text('en')}, "
                    f"its description says {described.to_text('en')}",
                )

    # Steps ----------------------------------------------------------------------------------------------

    def shape(self) -> Iterator[Finding]:
        steps, route = self.procedure.steps, self.procedure.route()
        # Where the first step says that it starts at once, others that say so mean it.
        if steps and steps[0].after is None:
            reached = route.from_first()
            lost = [step for step in steps if step.name not in reached]
            words = "không có đường từ bước đầu đến", "no way leads from the first step to"
            yield from _about(lost, "unreachable", words)
        reaching = route.to_last()
        endless = [step for step in steps if step.name not in reaching]
        words = (
            "không dẫn đến bước cuối, không ai chờ kết quả của",
            "no way leads to the last step from, so nothing waits for",
        )
        yield from _about(endless, "endless", words)

    def gaps(self) -> Iterator[Finding]:
        steps = self.procedure.steps
        nowhere = [step for step in steps if not step.office]
        words = "chưa ghi cơ quan ở", "no office is named for"
        yield from _about(nowhere, "no-office", words, Severity.ERROR)
        unbudgeted = [step for step in steps if step.counts and step.limit is None]
        yield from _about(unbudgeted, "no-budget", ("chưa có thời hạn ở", "no budget is set for"))

    def sums(self) -> Iterator[Finding]:
        steps = self.procedure.steps
        counted = {
            step.name: step.limit for step in steps if step.counts and step.limit and step.limit.amount
        }
        units = {self.size(limit)[0] for limit in counted.values()}
        if len(units) > 1:
            named = dict.fromkeys(limit.unit for limit in counted.values())
            vi, en = (", ".join(unit.label(language) for unit in named) for language in ("vi", "en"))
            yield Finding(
                "mixed-units",
                Severity.NOTE,
                f"không cộng được thời hạn các bước: các đơn vị khác loại ({vi})",
                f"the budgets cannot be added up: their units are of different kinds ({en})",
                tuple(counted),
            )
        elif units:
            yield from self._compared(units.pop())

    def _compared(self, unit: Unit) -> Iterator[Finding]:
        """The longest way through the steps against every limit and promise."""

        def weight(step: Step) -> float:
            return self.size(step.limit)[1] if step.counts and step.limit else 0

        path, total = self.procedure.route().longest_path(weight)
        path = tuple(name for name in path if weight(self.procedure.route()[name]))
        promised, stated = self.promised(), self.stated()
        for limit in dict.fromkeys((*stated, *promised)):
            of_law = limit in stated
            if is_same_day(limit):
                yield from self._within_the_day(path, unit, total, limit)
            elif unit is not self.size(limit)[0]:
                yield _mixed(path, ("tổng thời hạn các bước", "the sum of the steps"), None, limit)
            elif total > self.size(limit)[1]:
                yield self._over(path, unit, total, limit, "over-limit" if of_law else "over-promise")
            elif total < self.size(limit)[1] and (not of_law or not promised) and self._complete():
                yield self._over(path, unit, total, limit, "under-limit" if of_law else "under-promise")

    def _complete(self) -> bool:
        return all(step.limit is not None for step in self.procedure.steps if step.counts)

    def _over(self, path: tuple[str, ...], unit: Unit, total: float, limit: TimeLimit, code: str) -> Finding:
        is_over = code.startswith("over")
        vi = "thời hạn" if code.endswith("limit") else "cam kết"
        en = "limit" if code.endswith("limit") else "promise"
        return Finding(
            code,
            Severity.ERROR if is_over else Severity.NOTE,
            f"các bước {', '.join(path)} cộng lại {self.shown(unit, total, 'vi')}, "
            f"{'dài' if is_over else 'ngắn'} hơn {vi} {limit.to_text()}",
            f"the steps {', '.join(path)} take {self.shown(unit, total, 'en')}, "
            f"{'longer' if is_over else 'less'} than the {en} of {limit.to_text('en')}",
            path,
        )

    def _within_the_day(
        self, path: tuple[str, ...], unit: Unit, total: float, limit: TimeLimit
    ) -> Iterator[Finding]:
        """A same-day limit is kept only by steps that end on the day, however long a working day is."""
        day = self.hours.day_minutes
        if unit is Unit.WORKING_HOUR and total < day and total <= self._left_after(limit.cut_off):
            return
        too_long = unit is not Unit.WORKING_HOUR or total >= day
        last_vi, last_en = "", ""
        if not too_long:
            hour = _clock(self._last_receipt(total))
            last_vi, last_en = (
                f"; tiếp nhận sau {hour} thì không xong trong ngày",
                f"; received after {hour} they are not done",
            )
        yield Finding(
            "over-same-day",
            Severity.ERROR if too_long else Severity.WARNING,
            f"các bước {', '.join(path)} cộng lại {self.shown(unit, total, 'vi')}, không xong "
            f"{limit.to_text()}{last_vi}",
            f"the steps {', '.join(path)} take {self.shown(unit, total, 'en')}, which is not "
            f"{limit.to_text('en')}{last_en}",
            path,
        )

    def _left_after(self, hour: time | None) -> float:
        """Working minutes of the office's day after *hour*; without one, all of them."""
        minute = 0 if hour is None else hour.hour * 60 + hour.minute
        return sum(max(0, session.closes - max(session.opens, minute)) for session in self.hours.full_day)

    def _last_receipt(self, minutes: float) -> float:
        """The minute of the day after which less than *minutes* of working time are left."""
        minute: float = self.hours.full_day[-1].closes
        for session in reversed(self.hours.full_day):
            if minutes > 0:
                minute = session.closes - min(minutes, session.minutes)
                minutes -= session.closes - minute
        return minute

    def parts(self) -> Iterator[Finding]:
        for part in self.procedure.missing_parts():
            if part is not Part.LIMIT:
                words = f"thiếu {part.label()}", f"missing: {part.label('en')}"
                yield Finding("missing-part", Severity.WARNING, *words)


def lint(procedure: "Procedure", *, hours: OfficeHours | None, parts: bool | None) -> tuple[Finding, ...]:
    """What `Procedure.lint` answers: the findings, the gravest first, each once.

    The codes, by what is wrong:

    - something is not stated: `no-limit`, `no-office`, `no-budget`, `no-cut-off`, `missing-part`;
    - the budgets along the longest path against a limit: `over-limit`, `over-promise`, `over-same-day`,
      `under-limit`, `under-promise`;
    - statements that contradict each other: `promise-longer`, `description-differs`;
    - the shape of the route: `unreachable`, `endless`;
    - what cannot be compared: `mixed-units`.
    """
    if hours is not None:
        require(hours, OfficeHours, "hours")
    if parts is not None:
        require(parts, bool, "parts")
    if parts is None:
        described = procedure.sequence or procedure.channels or procedure.documents or procedure.applicants
        parts = bool(described)
    examined = _Lint(procedure, OfficeHours.of(hours))
    found = [
        *examined.missing_limits(),
        *examined.descriptions(),
        *examined.same_day(),
        *examined.promises(),
        *examined.sums(),
        *examined.gaps(),
        *examined.shape(),
        *(examined.parts() if parts else ()),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: finding.severity))


def is_same_day(limit: TimeLimit) -> bool:
    """Whether a limit promises the result on the day of receipt."""
    return not limit.amount and not limit.unit.is_hours


def limit_in(text: str) -> TimeLimit | None:
    """The limit a description states, or `None` where none can be read."""
    try:
        return TimeLimit.parse(text)
    except LimitTextError:
        return None


def _readings(limit: TimeLimit) -> Iterator[TimeLimit]:
    """A limit and what it is in the cases its text names."""
    yield limit
    for condition in limit.conditions:
        yield condition.limit
        if condition.effect is Effect.ADDS and condition.limit.unit is limit.unit:
            yield limit.under(condition)


def _offer(offer: ChannelOffer, language: str) -> str:
    return offer.channel.label(language) + (f" ({offer.case})" if offer.case else "")


def _about(
    steps: Iterable[Step], code: str, words: tuple[str, str], severity: Severity = Severity.WARNING
) -> Iterator[Finding]:
    """The finding about *steps*, if there are any."""
    names = tuple(step.name for step in steps)
    if names:
        vi, en = words
        listed = ", ".join(names)
        yield Finding(code, severity, f"{vi} bước {listed}", f"{en} {listed}", names)


def _mixed(steps: tuple[str, ...], what: tuple[str, str], one: TimeLimit | None, other: TimeLimit) -> Finding:
    vi, en = what
    if one is not None:
        vi, en = f"{vi} {one.to_text()}", f"{en} of {one.to_text('en')}"
    return Finding(
        "mixed-units",
        Severity.NOTE,
        f"không so được {vi} với thời hạn {other.to_text()}: đơn vị khác loại",
        f"{en} cannot be compared with the limit of {other.to_text('en')}: the units are of different kinds",
        steps,
    )


def _clock(minutes: float) -> str:
    return str(timedelta(minutes=minutes))[:-3].rjust(5, "0")
