"""`Denominator`: what a rate of dossiers is a share of (mẫu số của tỷ lệ)."""

from thutuc.words.labels import Labelled

__all__ = ["Denominator"]


class Denominator(Labelled):
    """What a rate is a share of (mẫu số của tỷ lệ).

    Offices in Vietnam publish rates over each of these without saying which; the same office may reach 99.3 %
    over one and 96.5 % over another.
    """

    RESOLVED = "resolved", "đã giải quyết", "resolved"
    """The dossiers finished in the period (đã giải quyết)."""
    DUE_IN_PERIOD = "due-in-period", "đến hạn trong kỳ", "due in the period"
    """The dossiers due in the period, finished or not (đến hạn trong kỳ)."""
    RECEIVED = "received", "tiếp nhận trong kỳ", "received"
    """The dossiers received in the period (tiếp nhận trong kỳ)."""
    RECEIVED_AND_CARRIED_OVER = (
        "received-and-carried-over",
        "tiếp nhận và từ kỳ trước",
        "received and carried over",
    )
    """The dossiers received in the period or before it and still open (tiếp nhận và từ kỳ trước)."""

    @property
    def measure(self) -> str:
        """The figure of a report or of a published table that it is."""
        return "total" if self is Denominator.RECEIVED_AND_CARRIED_OVER else self.value.replace("-", "_")

    @property
    def words(self) -> tuple[str, str]:
        """What is counted, in Vietnamese and in English."""
        return f"hồ sơ {self.vi}", self.en
