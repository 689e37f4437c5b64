"""The site and a browser for it."""

from tests.clients import client as client
from tests.clients import site as site
