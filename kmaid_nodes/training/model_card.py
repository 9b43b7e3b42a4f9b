"""The model card, as Markdown, from what a model file holds and, if given, what `kmaid evaluate` measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kmaid_nodes.assignment.calibration import LIST_TYPES
from kmaid_nodes.errors import UserError
from kmaid_nodes.model.description import FILE_NAME
from kmaid_nodes.model.model_file import TrainedModel
from kmaid_nodes.wording import model_card as words
from kmaid_nodes.wording.metrics import HIGH, LOW, metric_meaning

CARD = "MODEL_CARD.md"
FIGURES = {name.removeprefix("."): title for name, title in words.FIGURES.items()}
Figures = Mapping[str, Any]


def model_card(trained: TrainedModel, figures: Mapping[str, Figures] | None = None) -> str:
    """The card of a model; what its file does not say is left out.

    figures: what `kmaid evaluate` wrote, by the title of their column in the table; the parts of the first
    have columns of their own. Raises UserError for figures of another model, or for what are none.
    """
    figures = figures or {}
    for name, metrics in figures.items():
        _check(name, metrics, trained)
    sections = [
        [words.TITLE, words.INTRODUCTION.format(file=f"`{FILE_NAME}`")],
        _networks(trained),
        _data(trained.about),
        _training(trained),
        _validation(trained.about),
        _measured(figures),
        _calibration(trained),
        _domain(trained),
        _credits(trained.about),
    ]
    return "\n\n".join("\n\n".join(section) for section in sections if section) + "\n"


def _check(name: str, metrics: Any, trained: TrainedModel) -> None:
    if not isinstance(metrics, Mapping) or not isinstance(metrics.get("assignment"), Mapping):
        raise UserError(words.no_evaluation(name))
    if metrics.get("model", trained.fingerprint) != trained.fingerprint:
        raise UserError(words.of_another_model(name))


def _networks(trained: TrainedModel) -> list[str]:
    members, preset = trained.network.members, trained.preset
    rows = []
    for number, member in enumerate(members):
        shape = preset.finished(number).architecture
        parameters = sum(parameter.numel() for parameter in member.parameters())
        use = words.PREDICTS if number else words.PREDICTS_AND_EMBEDS
        if not number and not trained.network.embedder_in_ensemble:
            use = words.EMBEDS
        shapes = (number + 1, shape.width, shape.layers, shape.message_passing, f"{parameters:,}", use)
        rows.append(list(map(str, shapes)))
    table = _table(["network", "width", "layers", "message passing", "parameters", "use"], rows)
    predicting = len(members) - (not trained.network.embedder_in_ensemble)
    size = words.SIZE.format(megabytes=len(trained.to_bytes()) / 1e6)
    return [words.NETWORKS, table, f"{size} {words.MEAN_OF_SEVERAL}" if predicting > 1 else size]


def _data(about: Mapping[str, Any]) -> list[str]:
    data = _block(about, "data")
    lines = []
    if data.get("sources"):
        lines.append(words.SOURCES.format(files=_files(data)))
    if "training_spectra" in data:
        training, validation = data["training_spectra"], data.get("validation_spectra")
        lines.append(words.SPECTRA.format(training=_count(training), validation=_count(validation)))
    if data.get("taught_molecules"):
        teachers = ", ".join(_names(data, "teachers")) or words.UNNAMED_TEACHERS
        lines.append(words.TAUGHT.format(number=_count(data["taught_molecules"]), teachers=teachers))
    if data.get("rows_left_out"):
        left_out, rows = _count(data["rows_left_out"]), _count(data.get("rows"))
        lines.append(words.LEFT_OUT.format(left_out=left_out, rows=rows))
    if about.get("split_rule"):
        lines.append(words.SPLIT.format(rule=about["split_rule"]))
    started = _block(about, "started")
    if started:
        earlier = _block(started, "data")
        training = _count(earlier.get("training_spectra"))
        lines.append(words.STARTED.format(name=started.get("from"), files=_files(earlier), training=training))
    return [words.DATA, _listed(lines)] if lines else []


def _training(trained: TrainedModel) -> list[str]:
    about = trained.about
    said = [words.TRAINING]
    if about.get("command"):
        said += [words.COMMAND, f"```sh\n{about['command']}\n```"]
    epochs = ", ".join(_names(about, "epochs")) or "not known"
    seed = about.get("seed", "not known")
    said.append(words.SETTINGS.format(preset=trained.preset.name, seed=seed, epochs=epochs))
    if versions := _block(about, "versions"):
        named = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        said.append(words.VERSIONS.format(versions=named))
    return said


def _validation(about: Mapping[str, Any]) -> list[str]:
    validation, rows = _block(about, "validation"), []
    for path, title in FIGURES.items():
        block, _, name = path.rpartition(".")
        if block in ("assignment", "shift") and name in validation:
            rows.append([title, _shown(validation[name]), metric_meaning(block, name)[1]])
    if not rows:
        return []
    introduction = words.VALIDATION_INTRODUCTION.format(
        spectra=_count(_block(about, "data").get("validation_spectra")),
        molecules=_count(validation.get("molecules")),
        right=words.RIGHT,
    )
    few = [words.TOO_FEW] if validation.get("too_few_to_tell") else []
    return [words.VALIDATION, introduction, *few, _table(["figure", "value", "meaning"], rows)]


def _measured(figures: Mapping[str, Figures]) -> list[str]:
    columns = dict(_columns(figures))
    if not columns:
        return []
    head = ["figure", "in `kmaid evaluate`", *columns]
    rows, intervals = [], []
    for path, title in FIGURES.items():
        values = [_at(metrics, path) for metrics in columns.values()]
        if any(value is not None for value in values):
            rows.append([title, f"`{path}`", *map(_shown, values)])
        limits = [_interval(_at(metrics, f"intervals.{path}")) for metrics in columns.values()]
        if any(limits):
            intervals.append([title, f"`{path}`", *(limit or "–" for limit in limits)])
    said = [words.TEST, words.TEST_INTRODUCTION.format(right=words.RIGHT), _table(head, rows)]
    return [*said, words.INTERVALS, _table(head, intervals)] if intervals else said


def _columns(figures: Mapping[str, Figures]) -> Iterator[tuple[str, Figures]]:
    """Titles and figures of the first and of its parts, then of the others."""
    for number, (title, metrics) in enumerate(figures.items()):
        yield title, metrics
        if number:
            continue
        parts = {words.PARTS.get(name, name): part for name, part in _block(metrics, "parts").items()}
        if believed := _block(metrics, "without_gross_errors"):
            parts[words.WITHOUT_GROSS_ERRORS] = believed
        yield from parts.items()


def _calibration(trained: TrainedModel) -> list[str]:
    calibration, about = trained.calibration, trained.about
    odds = [calibration.confidence[list_type] for list_type in LIST_TYPES]
    shown = ", ".join(f"({one.slope:g}, {one.offset:g})" for one in odds)
    lines = [
        words.TEMPERATURE.format(temperature=calibration.density),
        words.CONFIDENCES.format(odds=shown),
    ]
    hits, structures = _block(about, "hit_probability"), _block(about, "structure_probability")
    if calibration.hits is None:
        lines.append(words.NO_HITS)
    elif "calibration_error" in hits:
        queries, library = _count(hits.get("queries")), _count(hits.get("library"))
        error = hits["calibration_error"]
        lines.append(words.HITS.format(queries=queries, library=library, error=error))
    if calibration.structure is None:
        lines.append(words.NO_STRUCTURES)
    elif "calibration_error" in structures:
        pairs, error = _count(structures.get("pairs")), structures["calibration_error"]
        lines.append(words.STRUCTURES.format(pairs=pairs, error=error))
    return [words.CALIBRATION, _listed(lines)]


def _domain(trained: TrainedModel) -> list[str]:
    taught = trained.taught
    sentence = words.NO_DOMAIN
    if taught is not None:
        kinds, environments = _count(len(taught.kinds)), _count(len(taught.environments))
        sentence = words.TAUGHT_DOMAIN.format(kinds=kinds, environments=environments)
    return [words.DOMAIN, f"{sentence} {words.SOLVENT}"]


def _credits(about: Mapping[str, Any]) -> list[str]:
    data = _block(about, "data")
    said = words.credits_of(_names(data, "teachers"))
    if about.get("notice"):
        said.append(str(about["notice"]))
    return [words.LICENCE, *said] if said else []


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_in_cell(cell) for cell in line)} |" for line in lines)


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _listed(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _files(data: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name}`" for name in _names(data, "sources")) or "files that are not named"


def _block(about: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A block of what is known; empty if there is none, as in files of other versions."""
    block = about.get(name)
    return block if isinstance(block, Mapping) else {}


def _names(about: Mapping[str, Any], name: str) -> list[str]:
    listed = about.get(name)
    return list(map(str, listed)) if isinstance(listed, list) else []


def _count(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else "an unknown number"


def _at(metrics: Figures, path: str) -> Any:
    value: Any = metrics
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _interval(limits: Any) -> str | None:
    if not isinstance(limits, Mapping) or not {LOW, HIGH} <= limits.keys():
        return None
    return f"{_shown(limits[LOW])} to {_shown(limits[HIGH])}"
