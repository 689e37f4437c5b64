"""The same desk as for the actions."""

from tests.captions.actions.conftest import desk

__all__ = ["desk"]
