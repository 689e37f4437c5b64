"""Speech models on this machine: which one a name or path means, whether it is sound, how to fetch one."""

from app.captions.engines.models.fetching import Sources, fetch_model
from app.captions.engines.models.naming import (
    CONVERTED,
    OFFICIAL,
    Model,
    ModelKind,
    hash_of_model,
    identify_model,
    known_names,
)
from app.captions.engines.models.verifying import verify_model

__all__ = [
    "CONVERTED",
    "OFFICIAL",
    "Model",
    "ModelKind",
    "Sources",
    "fetch_model",
    "hash_of_model",
    "identify_model",
    "known_names",
    "verify_model",
]
