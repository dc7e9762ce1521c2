import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.packing import ENOUGH_TO_LEARN, Packer, learned, packer_of

WORDS = "der die das Zeitung Artikel Archiv Leserin Ausgabe Redaktion Meinung Bericht gestern heute".split()


def texts(count):
    dice = random.Random(1)
    return [" ".join(dice.choices(WORDS, k=200)).encode() for _ in range(count)]


@given(st.binary(max_size=5000))
def test_what_was_packed_comes_out_the_same(data):
    assert Packer().unpack(Packer().pack(data)) == data
    assert Packer().unpack(Packer().pack_tightly(data)) == data


def test_a_dictionary_makes_short_texts_shorter():
    known, fresh = texts(ENOUGH_TO_LEARN), texts(ENOUGH_TO_LEARN + 50)[-50:]
    dictionary = learned(known)
    with_it, without = packer_of(dictionary), Packer()
    assert [with_it.unpack(with_it.pack(text)) for text in fresh] == fresh
    quick, tight = ([pack(text) for text in fresh] for pack in (with_it.pack, with_it.pack_tightly))
    assert [with_it.unpack(text) for text in tight] == fresh
    assert sum(map(len, tight)) < sum(map(len, quick)) < 0.9 * sum(len(without.pack(text)) for text in fresh)


@pytest.mark.parametrize("given_texts", [[], [b"x"] * (ENOUGH_TO_LEARN - 1), [b""] * ENOUGH_TO_LEARN])
def test_what_teaches_nothing_makes_no_dictionary(given_texts):
    assert learned(given_texts) == b""


def test_a_packer_is_made_once():
    assert packer_of(b"") is packer_of(b"")
