"""KNIME nodes: thin adapters on `kmaid_nodes.tasks`; the only importer of `knime`."""
