"""How failures reach the user: KNIME shows the text of an exception and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import knime.extension as knext

from kmaid_nodes.errors import Cancelled, UserError

Method = TypeVar("Method", bound=Callable[..., Any])


def as_knime_errors(method: Method) -> Method:
    """A `configure` or `execute` whose UserError becomes invalid settings in KNIME, and Cancelled a stop."""

    @wraps(method)
    def with_messages(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except UserError as problem:
            raise knext.InvalidParametersError(str(problem)) from problem
        except Cancelled:
            raise RuntimeError("Execution canceled") from None

    return with_messages  # type: ignore[return-value]


def refused_rows_warning(refused: int, rows: int, column: str, table: str = "") -> str | None:
    """What to warn of when `refused` of `rows` rows could not be used; None if all could.

    column: of the results, that says why; table: which of several it belongs to, such as `second`.
    """
    if not refused:
        return None
    of_table = f" of the {table} table" if table else ""
    return f'{refused} of {rows} rows could not be used. The column "{column}"{of_table} says why.'
