"""The site and browsers for it."""

from tests.clients import client, logs, probe, probed_site, site  # noqa: F401 - fixtures
