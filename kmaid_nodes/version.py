"""The version of this package; knime.yml and pyproject.toml name the same one."""

__version__ = "0.2.0"
