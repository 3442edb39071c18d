"""The calendar of Vietnam's state offices (lịch làm việc của cơ quan nhà nước).

Three layers, each with its source: statutory days from the `holidays` package, official decisions on swapped
days from `data/state_calendar.toml`, and whatever the caller adds.
"""

from thutuc.vietnam.occasions import CultureDay, Occasion, occasions
from thutuc.vietnam.state_offices import as_known_on, decided_until, vietnam_calendar

__all__ = ["CultureDay", "Occasion", "as_known_on", "decided_until", "occasions", "vietnam_calendar"]
