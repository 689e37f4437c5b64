"""Where a request came from: trusted as far as the proxies are, and never further."""

import ipaddress

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from app.settings import Settings
from app.web.address import UNKNOWN, client_address, client_network

APPS: dict[int, FastAPI] = {}
for proxies in range(4):
    APPS[proxies] = FastAPI()
    APPS[proxies].state.settings = Settings(trusted_proxies=proxies)


def _request(proxies: int, direct: str | None, forwarded: list[str]) -> Request:
    client = None if direct is None else (direct, 1)
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    return Request({"type": "http", "app": APPS[proxies], "path": "/", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, [], "192.0.2.1"),
        (0, ["198.51.100.7"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
        (1, ["198.51.100.7"], "198.51.100.7"),
        (1, ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (1, ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        (1, ["  198.51.100.7\t"], "198.51.100.7"),
        (2, ["203.0.113.9, 198.51.100.7"], "203.0.113.9"),
        (2, ["1.1.1.1, 203.0.113.9", "198.51.100.7"], "203.0.113.9"),
        # Fewer than were promised: a request that went past a proxy is judged by its own address.
        (2, ["198.51.100.7"], "192.0.2.1"),
        (3, ["203.0.113.9, 198.51.100.7"], "192.0.2.1"),
    ],
)
def test_client_address_behind_proxies(proxies: int, forwarded: list[str], address: str) -> None:
    assert client_address(_request(proxies, "192.0.2.1", forwarded)) == address


@pytest.mark.parametrize(
    ("direct", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, UNKNOWN),
        ("", UNKNOWN),
        ("testclient", UNKNOWN),
        ("192.0.2.256", UNKNOWN),
        ("192.0.2.01", UNKNOWN),
        ("192.0.2", UNKNOWN),
        ("3221225985", UNKNOWN),
        ("١٩٢.٠.٢.١", UNKNOWN),
        ("/tmp/socket", UNKNOWN),
        ("1" * 10_000, UNKNOWN),
    ],
)
def test_client_address_in_its_normal_form(direct: str | None, address: str) -> None:
    assert client_address(_request(0, direct, [])) == address


@pytest.mark.parametrize("nothing", ["", ",", " ,\t, ,"])
def test_client_address_behind_a_proxy_that_says_nothing(nothing: str) -> None:
    assert client_address(_request(1, "192.0.2.1", [nothing])) == "192.0.2.1"


@pytest.mark.parametrize("rubbish", ["unknown", "_hidden", "for=192.0.2.1", "\xff", "x" * 10_000])
def test_client_address_behind_a_proxy_that_sends_rubbish(rubbish: str) -> None:
    assert client_address(_request(1, "192.0.2.1", [rubbish])) == UNKNOWN


@given(st.lists(st.text(alphabet="0123456789.,: \tabcdefx", max_size=40), max_size=4), st.integers(0, 3))
@settings(max_examples=100)
def test_what_the_sender_writes_first_changes_nothing(written: list[str], proxies: int) -> None:
    proxies_say = ["198.51.100.7"] * proxies
    plain = client_address(_request(proxies, "192.0.2.1", proxies_say))
    forged = client_address(_request(proxies, "192.0.2.1", [*written, *proxies_say]))
    assert forged == plain


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
@settings(max_examples=50)
def test_all_addresses_of_a_household_are_one(address: ipaddress.IPv6Address, other: int) -> None:
    neighbour = ipaddress.IPv6Address(int(address) >> 64 << 64 | other)
    if address.ipv4_mapped is None and neighbour.ipv4_mapped is None:
        assert client_address(_request(0, str(address), [])) == client_address(
            _request(0, str(neighbour), [])
        )


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7:4711", "192.0.2.7"),
        ("[2001:db8:1:2::7]:4711", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]", "2001:db8:1:2::/64"),
        ("192.0.2.7:4711:1", "unknown"),
        ("[192.0.2.7", "192.0.2.7"),
        ("[]:1", "unknown"),
    ],
)
def test_client_address_with_the_port_that_some_proxies_write(forwarded: str, address: str) -> None:
    assert client_address(_request(1, "192.0.2.1", [forwarded])) == address


@pytest.mark.parametrize(
    ("direct", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::1", "2001:db8:1::/48"),
        ("2001:db8:2::1", "2001:db8:2::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        (None, UNKNOWN),
        ("192.0.2.256", UNKNOWN),
    ],
)
def test_client_network(direct: str | None, network: str) -> None:
    assert client_network(_request(0, direct, [])) == network


@pytest.mark.parametrize("forwarded", ["2001:db8:9::1, 2001:db8:1:2::7", "[2001:db8:1:3::7]:4711"])
def test_client_network_behind_a_proxy(forwarded: str) -> None:
    assert client_network(_request(1, "192.0.2.1", [forwarded])) == "2001:db8:1::/48"
