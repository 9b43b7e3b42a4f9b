"""What is said of a registration in KNIME."""

from __future__ import annotations

from collections.abc import Sequence

from kmaid_nodes.codes.registration import Change

_WHERE = "The nodes are under Community Nodes > K-M3AID NMR."


def entry_sentence(change: Change, config: str) -> str:
    """What became of the entry in KNIME's list of extensions."""
    sentences = {
        Change.ADDED: f"K-M3AID is registered in {config}.",
        Change.REPLACED: f"K-M3AID is registered in {config}. Its earlier entry was replaced.",
        Change.PRESENT: f"K-M3AID was registered in {config} already.",
        Change.REMOVED: f"K-M3AID is taken out of {config}.",
        Change.ABSENT: f"K-M3AID was not registered in {config}.",
    }
    return sentences[change]


def used_sentence(folder: str, python: str) -> str:
    """What KNIME will run."""
    return f"KNIME will run the nodes of {folder} with {python}."


def others_sentence(others: Sequence[str]) -> str:
    """What stays of other extensions."""
    return f"The entries of {', '.join(others)} are as they were."


def line_sentence(change: Change, ini: str) -> str:
    """What became of the line of a knime.ini."""
    sentences = {
        Change.ADDED: f"The line for it was added to {ini}, below -vmargs.",
        Change.REPLACED: f"The line for it in {ini} was replaced.",
        Change.PRESENT: f"{ini} has the line for it already.",
        Change.REMOVED: f"The line for it was taken out of {ini}.",
        Change.ABSENT: f"{ini} has no line for it.",
        Change.NEEDED_BY_OTHERS: f"The line in {ini} stays, since other extensions need it.",
    }
    return sentences[change]


def backup_sentence(backup: str) -> str:
    """Where a file is as it was."""
    return f"The file as it was: {backup}"


def restart_sentence(taken_out: bool = False) -> str:
    """What to do when all files are written."""
    return "Restart KNIME to see the change." if taken_out else f"Restart KNIME. {_WHERE}"


def line_to_add(line: str, found: Sequence[str]) -> list[str]:
    """How the user adds the line to a knime.ini, with those that were found."""
    places = [f'  kmaid knime-register --knime-ini "{path}"' for path in found]
    do_it = ["Or let it be added:", *places] if found else ["--knime-ini FILE adds it for you."]
    by_hand = ["Add this line to knime.ini, below the line -vmargs:", f"  {line}"]
    return [*by_hand, *do_it, f"Then restart KNIME. {_WHERE}"]


def line_to_remove(line: str) -> list[str]:
    """How the user takes the line out of a knime.ini."""
    return ["If a knime.ini has this line, take it out:", f"  {line}", "--knime-ini FILE does it for you."]


def missing_packages(command: str) -> str:
    """What this Python lacks."""
    return (
        "This Python lacks packages that KNIME needs, so that the nodes cannot start yet. Add them with this "
        f"command:\n  {command}"
    )
