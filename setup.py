"""The parts that are compiled where there is a compiler; all else is in pyproject.toml."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "cleancopy.extractors.scoring.compiled",
            ["extractors/scoring/compiled.pyx"],
            extra_compile_args=["-O3"],
            optional=True,  # without it the same is done in Python
        )
    ]
)
