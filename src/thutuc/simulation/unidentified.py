"""What a log cannot tell a model (điều nhật ký không cho biết)."""

from collections.abc import Iterable

import attrs

from thutuc.words.labels import Labelled


class Unknown(Labelled):
    """What cannot be identified from an event log (điều không xác định được).

    Examples:
        >>> Unknown.CAPACITY.label("en")[:8]
        'how many'
    """

    SERVICE_AND_WAITING = (
        "service_and_waiting",
        "không tách được thời gian làm với thời gian chờ: nhật ký chỉ ghi lúc xong việc",
        "service and waiting are one: the log tells only when work was done",
    )
    FIRST_STEP = (
        "first_step",
        "bước đầu của mỗi hồ sơ kéo dài bao lâu: nhật ký chỉ ghi lúc bước đó xong",
        "how long the first step of a case took: the log tells only when it was done",
    )
    CAPACITY = (
        "capacity",
        "bao nhiêu cán bộ cùng làm: thời gian chờ được lấy như đã thấy, nên thêm cán bộ không làm nó ngắn đi",
        "how many officers worked: waiting is drawn as it was seen, so that more officers do not shorten it",
    )
    OTHER_WORK = (
        "other_work",
        "cán bộ còn làm việc gì khác: mọi thời gian chờ được coi là chờ cán bộ của mô hình",
        "what else officers did: all waiting is taken as waiting for the officers of the model",
    )
    ACTIVITIES = (
        "activities",
        "việc gì đã làm ở các sự kiện không ghi tên hoạt động: mô hình bỏ qua các sự kiện đó",
        "what was done where an event names no activity: the model leaves such work out",
    )
    OFFICES = (
        "offices",
        "cơ quan nào làm các bước này: mỗi bước được coi là một cơ quan",
        "which office did these steps: each is taken as an office of its own",
    )
    SEVERAL_OFFICES = (
        "several_offices",
        "vì sao bước này có nhiều cơ quan làm: mô hình giao cho cơ quan làm nhiều nhất",
        "why several offices did these steps: the model gives each to the one that did it most",
    )
    OPEN_CASES = (
        "open_cases",
        "hồ sơ nào chưa xong: nhật ký không ghi kết thúc; im lâu hơn 95 trên 100 lần chờ thì coi là xong",
        "which cases are not over: the log tells no ends; who is silent longer than 95 of 100 waits is over",
    )
    OPEN_PATHS = (
        "open_paths",
        "hồ sơ chưa xong sau các bước này đi tiếp thế nào: không hồ sơ nào đã xong bắt đầu như vậy",
        "how open cases go on after these steps: no case that is over began like them",
    )
    LONGEST = (
        "longest",
        "phần dài nhất của các bước này: việc lâu nhất chưa xong, nên coi như việc đã xong lâu nhất",
        "the longest work of these steps: it was not over, and is taken as long as the longest that was",
    )
    UNSEEN = (
        "unseen",
        "các bước này kéo dài bao lâu: chưa lần nào xong",
        "how long these steps take: none was ever over",
    )
    OUTSIDE_HOURS = (
        "outside_hours",
        "việc ghi ngoài giờ của lịch: được coi là không tốn thời gian làm việc",
        "work that was recorded outside the hours of the calendar: it is taken to need no working time",
    )
    MONTHS = (
        "months",
        "các tháng này có bao nhiêu hồ sơ đến: nhật ký không có, nên lấy mức trung bình",
        "how many come in these months: the log has none of them, and they are taken as the mean",
    )
    PARTS = (
        "parts",
        "các bước nào làm song song: mô hình cho làm lần lượt theo lúc bắt đầu",
        "which steps run side by side: the model has them one after another, as they began",
    )
    BATCHES = (
        "batches",
        "việc nào để dồn đến ngày ký: thời gian chờ đó nằm trong thời gian làm",
        "what was kept for a day of signing: that waiting is part of the work",
    )
    WITH_CITIZEN = (
        "with_citizen",
        "lúc nào hồ sơ ở chỗ người dân: thời gian đó nằm trong thời gian chờ",
        "when a dossier was with the citizen: that time is part of the waiting",
    )


@attrs.frozen
class Unidentified:
    """One thing that a log does not tell, and of what (điều không xác định được).

    Args:
        what: What it is.
        where: The steps, or months, it is said of; none: all.
        share: Which share of all is concerned, where that is a number.
    """

    what: Unknown
    where: tuple[str, ...] = ()
    share: float | None = None

    def text(self, language: str = "vi") -> str:
        """The sentence in a language, with the steps and the share.

        Raises:
            InvalidTypeError: If *language* is no text.
            InvalidValueError: If it is neither `vi` nor `en`.
        """
        more = f": {', '.join(self.where)}" if self.where else ""
        share = "" if self.share is None else f" ({self.share:.0%})"
        return self.what.label(language) + share + more

    def __str__(self) -> str:
        return self.text("en")


def of_steps(what: Unknown, steps: Iterable[str]) -> tuple[Unidentified, ...]:
    """The same of some steps; nothing where there are none."""
    found = tuple(sorted(set(steps)))
    return (Unidentified(what, found),) if found else ()
