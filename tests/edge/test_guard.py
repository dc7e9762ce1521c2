import resource

from twisted.internet.task import Clock

from gopherd.edge.guard import CLIENT_LIMIT, RESERVE_DESCRIPTORS, Guard, total_limit


def enter(guard, host):
    """As the edge does: ask, then count in or send away."""
    if guard.admits(host):
        return guard.enter(host)
    guard.refuse()
    return None


def test_one_client_at_its_limit_does_not_stop_another(logged):
    guard = Guard(CLIENT_LIMIT, 1000)
    entered = [enter(guard, "192.0.2.1") for _ in range(CLIENT_LIMIT)]
    assert None not in entered
    assert enter(guard, "192.0.2.1") is None
    assert enter(guard, "192.0.2.2") is not None
    guard.leave(entered[0])
    assert enter(guard, "192.0.2.1") is not None
    assert enter(guard, "192.0.2.1") is None


def test_a_household_shares_one_limit(logged):
    guard = Guard(1, 1000)
    assert enter(guard, "2001:db8:1:2::1") is not None
    assert enter(guard, "2001:db8:1:2:ffff::2") is None
    assert enter(guard, "2001:db8:1:3::1") is not None


def test_the_total_is_limited(logged):
    guard = Guard(10, 2)
    first = enter(guard, "192.0.2.1")
    assert enter(guard, "192.0.2.2") is not None
    assert enter(guard, "192.0.2.3") is None
    guard.leave(first)
    assert enter(guard, "192.0.2.3") is not None


def test_clients_without_address_count_for_all_only(logged):
    guard = Guard(1, 3)
    assert [enter(guard, "") for _ in range(4)] == ["", "", "", None]


def test_nothing_is_kept_of_clients_that_have_left():
    guard = Guard(2, 10)
    entered = [enter(guard, host) for host in ("192.0.2.1", "192.0.2.1", "2001:db8::1")]
    for client in entered:
        guard.leave(client)
    assert guard._held == {}
    assert guard._all == 0


def test_the_operator_is_told_once_a_minute_with_the_count(logged):
    clock = Clock()
    guard = Guard(1, 0, clock.seconds)
    for _ in range(100):
        enter(guard, "192.0.2.1")
        clock.advance(1)
    assert [event["count"] for event in logged] == [1, 60]


def test_descriptors_are_kept_in_reserve(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 4096))
    assert total_limit() == 1024 - RESERVE_DESCRIPTORS
    monkeypatch.setattr(resource, "getrlimit", lambda _: (10, 10))
    assert total_limit() == 1
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert total_limit() > 100_000
