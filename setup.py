"""Maps folders of the repository into the package, so that a wheel holds them.

`model_assets/` becomes `kmaid_nodes/model_assets/`. `knime.yml`, its licence and `knime_extension/` go into
`kmaid_nodes/knime_files/`, from where `kmaid knime-register` names them to KNIME. Everything else about the
build is in pyproject.toml, which cannot add packages to those that it finds.
"""

from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

MODEL = "kmaid_nodes.model_assets"
KNIME = "kmaid_nodes/knime_files"


class BuildWithKnimeFiles(build_py):
    """Copies what KNIME reads; a checkout has it at its root, so that an editable installation needs none."""

    def run(self):
        """Build the package, then add the files."""
        super().run()
        if not self.editable_mode:
            for built, source in self._knime_files().items():
                Path(built).parent.mkdir(parents=True, exist_ok=True)
                self.copy_file(source, built)

    def get_outputs(self, include_bytecode=1):
        """All files that are built."""
        return [*super().get_outputs(include_bytecode), *self._knime_files()]

    def get_output_mapping(self):
        """Their sources."""
        return {**super().get_output_mapping(), **self._knime_files()}

    def get_source_files(self):
        """What a source archive needs."""
        return [*super().get_source_files(), *self._knime_files().values()]

    def _knime_files(self):
        here = Path(__file__).parent
        extension = here / "knime_extension"
        beside = [here / "knime.yml", here / "LICENSE.TXT"]
        sources = [*beside, extension / "extension.py", *sorted(extension.glob("icons/*.png"))]
        names = [source.relative_to(here) for source in sources]
        return {str(Path(self.build_lib, KNIME, name)): str(name) for name in names}


setup(
    packages=[*find_packages(include=["kmaid_nodes", "kmaid_nodes.*"]), MODEL],
    package_dir={MODEL: "model_assets"},
    cmdclass={"build_py": BuildWithKnimeFiles},
)
