"""Names of files that are not read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kmaid_nodes.codes.file_format import OtherFile

OTHER_ENDINGS: Mapping[str, OtherFile] = {
    **dict.fromkeys((".cdx", ".cdxml", ".chm"), OtherFile.CHEMDRAW),
    **dict.fromkeys((".mrv",), OtherFile.MARVIN),
    **dict.fromkeys((".mol2",), OtherFile.MOL2),
    **dict.fromkeys((".pdb", ".ent", ".pdbqt"), OtherFile.PDB),
    **dict.fromkeys((".xyz",), OtherFile.XYZ),
    **dict.fromkeys((".cif", ".mmcif"), OtherFile.CIF),
    **dict.fromkeys((".rxn", ".rdf"), OtherFile.REACTION),
    **dict.fromkeys((".mnova", ".mnp", ".mnpub"), OtherFile.MNOVA),
    **dict.fromkeys((".esp", ".spectrus", ".sk2"), OtherFile.ACD),
    **dict.fromkeys((".nmrium",), OtherFile.NMRIUM),
    **dict.fromkeys((".nmrml",), OtherFile.NMRML),
    **dict.fromkeys((".jdf", ".als", ".ft1", ".ft2", ".ucsf"), OtherFile.RAW_DATA),
    **dict.fromkeys((".pdf",), OtherFile.PDF),
    **dict.fromkeys((".doc", ".docx", ".rtf", ".odt"), OtherFile.WORD),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), OtherFile.SLIDES),
    **dict.fromkeys((".xls", ".xlsb"), OtherFile.OLD_EXCEL),
    **dict.fromkeys((".ods",), OtherFile.OPEN_DOCUMENT),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"), OtherFile.PICTURE),
    **dict.fromkeys((".svg", ".emf", ".wmf", ".eps", ".ps"), OtherFile.PICTURE),
    **dict.fromkeys((".html", ".htm", ".mht"), OtherFile.WEB_PAGE),
    **dict.fromkeys((".json", ".jsonl"), OtherFile.JSON),
    **dict.fromkeys((".rar", ".7z", ".tar", ".tgz"), OtherFile.OTHER_ARCHIVE),
}
_RAW = re.compile(
    r"fid|ser|[12]r+i*|acqu\d*s?|procs?|proc\d+s?|procpar|pulseprogram|uxnmr\.(?:par|info)|cpdprg\d*|"
    r"specpar|shimvalues|vtc_pid_settings|thumb\.png|title|intrng|integrals\.txt|parm\.txt|auditp\.txt|"
    r"audita\.txt|outd|meta(?:\.ext)?|cag_par|clevels|curdat2?|dsp(?:\.hdr)?|used_from|format\.temp|"
    r"scon2|spnam\d*|gpnam\d*|stanprogram\d*|prosol_history|fq1list"
)
_OF_SYSTEMS = {"thumbs.db", "desktop.ini"}


def is_raw_data(name: str) -> bool:
    """Whether a name is that of a file that a spectrometer or its software writes beside the spectrum."""
    return bool(_RAW.fullmatch(name.lower()))


def is_hidden(name: str) -> bool:
    """Whether an operating system made a file for itself."""
    return name.startswith((".", "__MACOSX", "~$")) or name.lower() in _OF_SYSTEMS
