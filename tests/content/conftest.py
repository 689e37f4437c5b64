"""Property tests of content: no time limit per example, since speed is measured in benchmarks."""

from hypothesis import settings

settings.register_profile("content", deadline=None)
settings.load_profile("content")
