"""Makes the workflows beside this folder from the definitions of the nodes, and runs them without KNIME."""
