"""The structure of a record of an SD file: its molblock, or a SMILES or InChI where that is empty."""

from __future__ import annotations

from kmaid_nodes.reading.identifier_names import named_among, plain_name
from kmaid_nodes.reading.sd_file import SdRecord

_HEADER_LINES = 3


def structure_of(sd_record: SdRecord, wanted: str | None = None) -> tuple[str | None, str | None]:
    """The structure, and the data field that it stands in (None for the molblock). None if cut off.

    wanted: the field that the user named. Without it, a SMILES or else an InChI of the fields is taken only
    where the molblock has no atom.
    """
    fields = sd_record.fields
    if wanted is not None:
        field = named_among(fields, wanted)
        return (fields[field].strip() or None if field is not None else None), field
    if not sd_record.structure_complete:
        return None, None
    if _has_atoms(sd_record.molblock):
        return sd_record.molblock, None
    for what, beginning in (("smiles", ""), ("inchi", "InChI=")):
        for name, value in fields.items():
            text = value.strip()
            if what in plain_name(name) and text.startswith(beginning) and len(text.split()) == 1:
                return text, name
    return None if _has_title_alone(sd_record.molblock) else sd_record.molblock, None


def _has_title_alone(molblock: str) -> bool:
    return len(molblock.rstrip().split("\n")) < _HEADER_LINES


def _has_atoms(molblock: str) -> bool:
    lines = molblock.split("\n", 8)
    if _has_title_alone(molblock):
        return False
    counts = lines[3] if len(lines) > 3 else ""
    if "V3000" in counts:
        return not any(line.split()[2:4] == ["COUNTS", "0"] for line in lines[4:8])
    return counts[:3].strip() != "0"
