import pytest

from gopherd.edge.peer import is_public, limited_as, logged_as


@pytest.mark.parametrize(
    ("host", "limited", "logged"),
    [
        ("192.0.2.77", "192.0.2.77", "192.0.2.0"),
        ("::ffff:192.0.2.77", "192.0.2.77/32", "192.0.2.0"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1::"),
        ("fe80::1%eth0", "fe80::/64", "fe80::"),
        ("", "", "-"),
        ("not:an:address", "", "-"),
    ],
)
def test_addresses_are_cut(host, limited, logged):
    assert limited_as(host) == limited
    assert logged_as(host) == logged


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost"])
def test_loopback_is_not_public(host):
    assert not is_public(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "example.invalid"])
def test_everything_else_is_public(host):
    assert is_public(host)
