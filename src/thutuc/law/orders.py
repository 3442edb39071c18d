"""Orders of an authority to handle a dossier once more, and what its clock does then (giải quyết lại)."""

from datetime import date

from thutuc.law.legal_source import LegalSource
from thutuc.law.provisions import rule
from thutuc.words.labels import Labelled


class Order(Labelled):
    """By what order a dossier that had ended is handled once more (căn cứ giải quyết lại hồ sơ).

    Examples:
        >>> Order.COURT.label()
        'bản án, quyết định của Tòa án'
    """

    COMPLAINT = "complaint", "quyết định giải quyết khiếu nại", "a decision on a complaint"
    """Who decided a complaint found for the citizen (quyết định giải quyết khiếu nại)."""
    COURT = "court", "bản án, quyết định của Tòa án", "a judgement or decision of a court"
    """An administrative court did (bản án, quyết định của Tòa án)."""
    OTHER = "other", "yêu cầu của cơ quan có thẩm quyền", "an order of a competent authority"
    """Any other authority: a superior, an inspection; say which (cơ quan có thẩm quyền khác)."""

    def source_on(self, day: date) -> LegalSource | None:
        """The law it rests on, and how far that was read; `None` where that is not known.

        Examples:
            >>> from datetime import date
            >>> str(Order.COMPLAINT.source_on(date(2026, 3, 2)))
            'Luật Khiếu nại 02/2011/QH13 (chưa kiểm chứng)'
        """
        return None if self is Order.OTHER else rule(f"reopened-by-{self.value}").source_on(day)


class ReopeningRule(Labelled):
    """What the clock does when a dossier is handled once more (cách tính thời hạn khi giải quyết lại).

    No article was found that says what; the order may. Where it sets a limit itself, the event has that.

    Examples:
        >>> ReopeningRule.RESUME.label("en")
        'goes on with what was left'
    """

    RESTART = "restart", "tính lại từ đầu", "counts from the beginning again"
    """The limit counts from the beginning: what was decided is void, and is to be decided anew."""
    RESUME = "resume", "tính tiếp phần còn lại", "goes on with what was left"
    """What was left when it ended is left now; the time in between is nobody's."""
