"""Packages that only some answers need; they are imported when first used, and their absence is said."""

import importlib
from typing import Any

from deploy.sandbox.mistral.refusals import Refusal


def package(module: str, distribution: str) -> Any:
    """The module; 501, which no client tries again, with the name of what to install."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        message = f"This sandbox cannot do that without the package {distribution}: install it, then start it again."
        raise Refusal(501, message, "not_installed") from error
