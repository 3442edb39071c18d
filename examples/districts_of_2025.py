"""Two districts called Châu Thành and what became of them on 01/07/2025, when the level was abolished.

The one of Long An became four communes; the one of Tây Ninh gave its name to a new commune, which has nothing
to do with the first. The facts are those of Nghị quyết 1682/NQ-UBTVQH15, Điều 1; every code is made up and
marked so.
"""

from datetime import date
from pathlib import Path

from thutuc.offices import OfficeDirectory


def offices() -> OfficeDirectory:
    """The offices and their successors, read from the file beside this one."""
    return OfficeDirectory.from_toml(Path(__file__).with_suffix(".toml"))


if __name__ == "__main__":
    for district in offices().named("UBND huyện Châu Thành"):
        heirs = offices().successors(district.code, date(2025, 7, 1))
        print(f"{district.code}: {', '.join(office.name for office in heirs)}")
