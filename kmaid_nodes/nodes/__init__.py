"""KNIME nodes: thin adapters to `kmaid_nodes.tasks`; the only importer of `knime`.

Importing this package registers every node. KNIME does so for each list of nodes, dialog, configure and
execute. Nothing here imports PyTorch, RDKit or pandas before a node runs.
"""

from kmaid_nodes.nodes import (  # noqa: F401
    assign_peaks,
    build_library,
    embed,
    evaluate,
    isomer_ranking,
    predict_shifts,
    predict_spectra,
    pretrained_model,
    read_spectra,
    retrieve,
    retrieve_from_file,
    structure_check,
    table_to_spectra,
    train,
)
