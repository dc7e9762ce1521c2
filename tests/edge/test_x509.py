"""Certificates as such."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gopherd.edge.x509 import keep_self_signed, names_in
from gopherd.errors import ConfigInvalid
from tests.certificates import issue

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_names_are_told_in_lower_case_and_addresses_are_none(authority, tmp_path):
    files = issue(authority, tmp_path, "A.invalid", "*.b.invalid", "192.0.2.1")
    assert set(names_in(Path(files.certificate).read_bytes())) == {"a.invalid", "*.b.invalid"}


@pytest.mark.parametrize("pem", [b"", b"nothing", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_said(pem):
    with pytest.raises(ValueError, match=r"."):
        names_in(pem)


def test_ours_stays_the_same_and_is_nobody_elses_to_read(tmp_path):
    path = keep_self_signed(str(tmp_path), ["localhost", "127.0.0.1"], NOW)
    kept = Path(path).read_bytes()
    assert keep_self_signed(str(tmp_path), ["localhost", "127.0.0.1"], NOW + timedelta(days=300)) == path
    assert Path(path).read_bytes() == kept
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert os.listdir(tmp_path) == [os.path.basename(path)]
    assert names_in(kept) == ("localhost",)


@pytest.mark.parametrize("later", [timedelta(days=368), timedelta(days=4000), timedelta(days=-1)])
def test_one_that_is_about_to_end_or_has_not_begun_is_replaced(tmp_path, later):
    path = keep_self_signed(str(tmp_path), ["localhost"], NOW)
    before = Path(path).read_bytes()
    keep_self_signed(str(tmp_path), ["localhost"], NOW + later)
    assert Path(path).read_bytes() != before


def test_another_name_or_a_broken_file_makes_another(tmp_path):
    path = keep_self_signed(str(tmp_path), ["localhost"], NOW)
    keep_self_signed(str(tmp_path), ["gopher.invalid", "localhost"], NOW)
    named = Path(path).read_bytes()
    assert names_in(named) == ("gopher.invalid", "localhost")
    Path(path).write_bytes(named[:500])
    keep_self_signed(str(tmp_path), ["gopher.invalid", "localhost"], NOW)
    assert names_in(Path(path).read_bytes()) == ("gopher.invalid", "localhost")


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigInvalid, match=r"self-signed\.pem: File exists; choose a place by --index"):
        keep_self_signed(str(tmp_path / "file"), ["localhost"], NOW)
