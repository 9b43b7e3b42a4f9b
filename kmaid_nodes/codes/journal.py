"""In whose style the text for a journal is written, as stable codes."""

from enum import StrEnum


class JournalHouse(StrEnum):
    """ACS: `13C NMR (101 MHz, CDCl3) δ 170.1 (...)`; RSC: `δC (101 MHz, CDCl3) 170.1 (...)`."""

    ACS = "acs"
    RSC = "rsc"
