"""How failures reach the user: KNIME shows the text of an exception and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import knime.extension as knext

from kmaid_nodes.errors import Cancelled, UserError

_LOG = logging.getLogger(__name__)
_NO_MEMORY = "There is not enough memory. Split the table, or give KNIME less of the memory of this computer."
_UNFORESEEN = (
    "The node met an error that nobody foresaw ({kind}). KNIME's log has the details: View > Open KNIME log. "
    "Please report it with the lines of the log."
)

Method = TypeVar("Method", bound=Callable[..., Any])


def as_knime_errors(method: Method) -> Method:
    """A `configure` or `execute` whose failures are sentences.

    UserError becomes invalid settings in KNIME, and Cancelled a stop. What nobody foresaw goes to KNIME's log
    with its traceback.
    """

    @wraps(method)
    def with_messages(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except UserError as problem:
            raise knext.InvalidParametersError(str(problem)) from problem
        except Cancelled:
            raise RuntimeError("Execution canceled") from None
        except knext.InvalidParametersError:
            raise
        except MemoryError as problem:
            raise RuntimeError(_NO_MEMORY) from problem
        except Exception as problem:
            _LOG.exception("a K-M3AID node failed")
            raise RuntimeError(_UNFORESEEN.format(kind=type(problem).__name__)) from problem

    return with_messages  # type: ignore[return-value]


def warn(context: Any, *parts: str | None) -> None:
    """Warn of all that is said, in one message: of several warnings KNIME shows the last."""
    if message := " ".join(part for part in parts if part):
        context.set_warning(message)


def refused_rows_warning(refused: int, rows: int, column: str, table: str = "") -> str | None:
    """What to warn of when `refused` of `rows` rows could not be used; None if all could.

    column: of the results, that says why; table: the name of its table, if there are several.
    """
    if not refused:
        return None
    of_table = f' of the table "{table}"' if table else ""
    return f'{refused} of {rows} rows could not be used. The column "{column}"{of_table} says why.'
