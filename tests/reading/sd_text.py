"""SD records made for tests: a chain of atoms with single bonds, and data fields."""


def molblock(title, symbols):
    """A molblock of atoms in a row, each bound to the next."""
    atoms = "".join(f"{x:10.4f}    0.0000    0.0000 {s:<3} 0  0\n" for x, s in enumerate(symbols))
    bonds = "".join(f"{i:3d}{i + 1:3d}  1  0\n" for i in range(1, len(symbols)))
    counts = f"{len(symbols):3d}{len(symbols) - 1:3d}  0  0  0  0  0  0  0  0999 V2000"
    return f"{title}\n  test\n\n{counts}\n{atoms}{bonds}M  END\n"


def sd_record(title, symbols, fields=None):
    """A molblock with data fields and the closing dollar signs."""
    text = "".join(f"> <{name}>\n{value}\n\n" for name, value in (fields or {}).items())
    return f"{molblock(title, symbols)}{text}$$$$\n"
