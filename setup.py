"""Maps the folder `model_assets/` into the package, so that a wheel holds it as `kmaid_nodes/model_assets/`.

Everything else about the build is in pyproject.toml, which cannot add one package to those that it finds.
"""

from setuptools import find_packages, setup

MODEL = "kmaid_nodes.model_assets"

setup(
    packages=[*find_packages(include=["kmaid_nodes", "kmaid_nodes.*"]), MODEL],
    package_dir={MODEL: "model_assets"},
)
