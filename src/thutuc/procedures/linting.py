"""What official descriptions of procedures get wrong, found and named (kiểm tra dữ liệu thủ tục)."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta

import attrs

from thutuc.calendars import OfficeHours
from thutuc.errors import LimitTextError
from thutuc.fields import require
from thutuc.limits import Effect, TimeLimit, Unit
from thutuc.procedures.parts import Channel, ChannelOffer, Part
from thutuc.procedures.procedure import Procedure
from thutuc.procedures.route import Step
from thutuc.words.labels import Numbered, both, check_language
from thutuc.words.sentences import filled


class Severity(Numbered):
    """How grave a finding is (mức độ).

    Examples:
        >>> Severity.ERROR < Severity.NOTE, Severity.ERROR.label()
        (True, 'lỗi')
    """

    ERROR = 1, "lỗi"
    """It cannot be right: the law is broken, or two statements contradict each other."""
    WARNING = 2, "cảnh báo"
    """Something is missing, so that a deadline or an office's part cannot be told."""
    NOTE = 3, "lưu ý"
    """It may be meant, or it cannot be checked."""


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


# What each finding is: how grave, and its words; where one has several, they are told apart by a comma.
_KINDS: dict[str, tuple[Severity, str, str]] = {
    "no-limit": (Severity.WARNING, "{what}không có thời hạn giải quyết", "{what}no time limit is stated"),
    "no-office": (Severity.ERROR, "chưa ghi cơ quan ở bước {steps}", "no office is named for {steps}"),
    "no-budget": (Severity.WARNING, "chưa có thời hạn ở bước {steps}", "no budget is set for {steps}"),
    "no-cut-off": (
        Severity.WARNING,
        "thời hạn {limit}: chưa nêu tiếp nhận sau mấy giờ thì trả kết quả vào ngày làm việc tiếp theo",
        "the limit of {limit} does not say after which hour of receipt it is the next working day",
    ),
    "missing-part": (Severity.WARNING, "thiếu {part}", "missing: {part}"),
    "promise-longer": (
        Severity.ERROR,
        "thời hạn cam kết {promise} dài hơn thời hạn luật định {limit}",
        "the promise of {promise} is longer than the limit of the law, {limit}",
    ),
    "description-differs": (
        Severity.ERROR,
        "{offer}: thời hạn khai là {limit}, phần mô tả lại ghi {described}",
        "{offer}: the declared limit is {limit}, its description says {described}",
    ),
    "unreachable": (
        Severity.WARNING,
        "không có đường từ bước đầu đến bước {steps}",
        "no way leads from the first step to {steps}",
    ),
    "endless": (
        Severity.WARNING,
        "không dẫn đến bước cuối, không ai chờ kết quả của bước {steps}",
        "no way leads to the last step from, so nothing waits for {steps}",
    ),
    **{
        f"{side}-{kind}": (
            severity,
            f"các bước {{steps}} cộng lại {{total}}, {vi} hơn {the_vi} {{limit}}",
            f"the steps {{steps}} take {{total}}, {en} than the {kind} of {{limit}}",
        )
        for side, severity, vi, en in (
            ("over", Severity.ERROR, "dài", "longer"),
            ("under", Severity.NOTE, "ngắn", "less"),
        )
        for kind, the_vi in (("limit", "thời hạn"), ("promise", "cam kết"))
    },
    "over-same-day": (
        Severity.ERROR,
        "các bước {steps} cộng lại {total}, không xong {limit}{last}",
        "the steps {steps} take {total}, which is not {limit}{last}",
    ),
    "mixed-units": (
        Severity.NOTE,
        "không so được {what} với thời hạn {limit}: đơn vị khác loại",
        "{what} cannot be compared with the limit of {limit}: the units are of different kinds",
    ),
    "mixed-units, of steps": (
        Severity.NOTE,
        "không cộng được thời hạn các bước: các đơn vị khác loại ({kinds})",
        "the budgets cannot be added up: their units are of different kinds ({kinds})",
    ),
}
_SUM = "tổng thời hạn các bước", "the sum of the steps"
_PROMISE = "thời hạn cam kết {promise}", "the promise of {promise}"


def _finding(
    code: str, steps: Iterable[str] = (), severity: Severity | None = None, **told: object
) -> Finding:
    """The finding called *code* about some steps, its words filled with what is *told*."""
    names = tuple(steps)
    grave, *words = _KINDS[code]
    vi, en = filled((words[0], words[1]), {"steps": ", ".join(names), **told})
    return Finding(code.partition(",")[0], severity or grave, vi, en, names)


# Limits can be compared without a calendar where both are a number of one of four units: hours, working
# hours, days and months.
_LARGER = {Unit.WEEK: (Unit.DAY, 7), Unit.YEAR: (Unit.MONTH, 12)}


@attrs.frozen
class _Lint:
    """One procedure under examination, by the hours of one office."""

    procedure: Procedure
    hours: OfficeHours

    def size(self, limit: TimeLimit) -> tuple[Unit, float]:
        """A limit as a number of hours, days or months, or of the minutes of working hours."""
        length = limit.working_length(self.hours.day_minutes)
        if length is not None:
            return Unit.WORKING_HOUR, length / timedelta(minutes=1)
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

    def promised(self) -> dict[TimeLimit, None]:
        given = (self.procedure.promise, *(case.promise for case in self.procedure.cases))
        return dict.fromkeys(promise for promise in given if promise is not None)

    def missing_limits(self) -> Iterator[Finding]:
        procedure = self.procedure
        if not self.stated():
            yield _finding("no-limit", what="")
        elif procedure.cases:
            yield from (
                _finding("no-limit", what=f"{case.name}: ") for case in procedure.cases if case.limit is None
            )
        elif procedure.limit is None:
            for offer in procedure.channels:
                if offer.limit is None:
                    vi, en = _offer(offer)
                    yield _finding("no-limit", what=(f"{vi}: ", f"{en}: "))

    def promises(self) -> Iterator[Finding]:
        for promise in self.promised():
            for limit in self.stated():
                unit, size = self.size(promise)
                lawful, allowed = self.size(limit)
                if unit is not lawful:
                    what = filled(_PROMISE, {"promise": promise})
                    yield _finding("mixed-units", what=what, limit=limit)
                elif size > allowed:
                    yield _finding("promise-longer", promise=promise, limit=limit)

    def same_day(self) -> Iterator[Finding]:
        told = {offer.limit: limit_in(offer.description) for offer in self.procedure.channels}
        for limit in self.stated():
            described = told.get(limit)
            if is_same_day(limit) and limit.cut_off is None and not (described and described.cut_off):
                yield _finding("no-cut-off", limit=limit)

    def descriptions(self) -> Iterator[Finding]:
        for offer in self.procedure.channels:
            described = limit_in(offer.description)
            if offer.limit is None or described is None:
                continue
            declared = self.size(offer.limit)
            if all(self.size(each) != declared for each in _readings(described)):
                words = _offer(offer)
                yield _finding("description-differs", offer=words, limit=offer.limit, described=described)

    # Steps ----------------------------------------------------------------------------------------------

    def shape(self) -> Iterator[Finding]:
        steps, route = self.procedure.steps, self.procedure.route()
        # Where the first step says that it starts at once, others that say so mean it.
        if steps and steps[0].after is None:
            reached = route.from_first()
            yield from _about("unreachable", [step for step in steps if step.name not in reached])
        reaching = route.to_last()
        yield from _about("endless", [step for step in steps if step.name not in reaching])

    def gaps(self) -> Iterator[Finding]:
        steps = self.procedure.steps
        yield from _about("no-office", [step for step in steps if not step.office])
        yield from _about("no-budget", [step for step in steps if step.counts and step.limit is None])

    def sums(self) -> Iterator[Finding]:
        steps = self.procedure.steps
        counted = {
            step.name: step.limit for step in steps if step.counts and step.limit and step.limit.amount
        }
        units = {self.size(limit)[0] for limit in counted.values()}
        if len(units) > 1:
            named = dict.fromkeys(limit.unit for limit in counted.values())
            kinds = both(lambda language: ", ".join(unit.label(language) for unit in named))
            yield _finding("mixed-units, of steps", counted, kinds=kinds)
        elif units:
            yield from self._compared(units.pop())

    def _compared(self, unit: Unit) -> Iterator[Finding]:
        """The longest way through the steps against every limit and promise."""

        def weight(step: Step) -> float:
            return self.size(step.limit)[1] if step.counts and step.limit else 0

        path, total = self.procedure.route().longest_path(weight)
        path = tuple(name for name in path if weight(self.procedure.route()[name]))
        sum_of_steps = both(lambda language: self.shown(unit, total, language))
        complete = all(step.limit is not None for step in self.procedure.steps if step.counts)
        promised, stated = self.promised(), self.stated()
        for limit in dict.fromkeys((*stated, *promised)):
            of_law = limit in stated
            kind, (lawful, allowed) = "limit" if of_law else "promise", self.size(limit)
            if is_same_day(limit):
                yield from self._within_the_day(path, unit, total, limit)
            elif unit is not lawful:
                yield _finding("mixed-units", path, what=_SUM, limit=limit)
            elif total > allowed:
                yield _finding(f"over-{kind}", path, total=sum_of_steps, limit=limit)
            elif total < allowed and (not of_law or not promised) and complete:
                yield _finding(f"under-{kind}", path, total=sum_of_steps, limit=limit)

    def _within_the_day(
        self, path: tuple[str, ...], unit: Unit, total: float, limit: TimeLimit
    ) -> Iterator[Finding]:
        """A same-day limit is kept only by steps that end on the day, however long a working day is."""
        day = self.hours.day_minutes
        if unit is Unit.WORKING_HOUR and total < day and total <= self._left_after(limit.cut_off):
            return
        last, severity = ("", ""), Severity.ERROR
        if unit is Unit.WORKING_HOUR and total < day:
            hour = str(timedelta(minutes=self._last_receipt(total)))[:-3].rjust(5, "0")
            last = (
                f"; tiếp nhận sau {hour} thì không xong trong ngày",
                f"; received after {hour} they are not done",
            )
            severity = Severity.WARNING
        sum_of_steps = both(lambda language: self.shown(unit, total, language))
        yield _finding("over-same-day", path, severity, total=sum_of_steps, limit=limit, last=last)

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
                yield _finding("missing-part", part=part)


def lint(
    procedure: Procedure, *, hours: OfficeHours | None = None, parts: bool | None = None
) -> tuple[Finding, ...]:
    """What in a description contradicts itself or is missing (kiểm tra dữ liệu thủ tục).

    The codes, by what is wrong:

    - something is not stated: `no-limit`, `no-office`, `no-budget`, `no-cut-off`, `missing-part`;
    - the budgets along the longest path against a limit: `over-limit`, `over-promise`, `over-same-day`,
      `under-limit`, `under-promise`;
    - statements that contradict each other: `promise-longer`, `description-differs`;
    - the shape of the route: `unreachable`, `endless`;
    - what cannot be compared: `mixed-units`.

    Args:
        procedure: The procedure as it is described.
        hours: The office's week, by whose own day working days and working hours are compared; left out,
            the state day of 8 hours.
        parts: Whether to look for the parts that every published procedure must have; left out, where the
            procedure describes a sequence, channels, documents or applicants.

    Returns:
        Findings, the gravest first, each once; none if nothing was found.

    Raises:
        InvalidTypeError: If an argument has the wrong type.

    Examples:
        >>> from thutuc import Procedure, Step, TimeLimit, Unit
        >>> procedure = Procedure("TP06", "ví dụ", TimeLimit(1, Unit.WORKING_DAY),
        ...                       steps=[Step("tiếp nhận", "A", TimeLimit(4, Unit.WORKING_DAY))])
        >>> for finding in lint(procedure):
        ...     print(finding.code, finding.text("en"))
        over-limit the steps tiếp nhận take 4 working days, longer than the limit of 1 working day
    """
    require(procedure, Procedure, "what is looked at")
    if hours is not None:
        require(hours, OfficeHours, "hours")
    described = procedure.sequence or procedure.channels or procedure.documents or procedure.applicants
    parts = bool(described) if parts is None else require(parts, bool, "parts")
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


def _offer(offer: ChannelOffer) -> tuple[str, str]:
    case = f" ({offer.case})" if offer.case else ""
    return both(lambda language: offer.channel.label(language) + case)


def _about(code: str, steps: Iterable[Step]) -> Iterator[Finding]:
    """The finding about *steps*, if there are any."""
    if names := [step.name for step in steps]:
        yield _finding(code, names)
