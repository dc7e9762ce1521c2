import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive import nearest


def read(paper, number, limit=9, **more):
    return [found.number for found in paper.at(**more).misread(number, limit)]


@pytest.mark.parametrize("number", [1384001, 1384110, 138401, 13840111, 13840411, 3184011, 384011, 11384011])
def test_a_number_but_for_one_slip(paper, number):
    paper.write("a.md", id=1384011).write("b.md", id=9999999).refresh()
    assert read(paper, number) == ([] if number == 1384110 else [1384011])


def test_the_likeliest_slip_first_and_among_equals_the_newest(paper):
    years = {2134: 2020, 1235: 2020, 1236: 2022, 12340: 2023, 123: 2024, 1243: 2019}
    for number, date in years.items():
        paper.write(f"{number}.md", id=number, date=f"{date}-01-01")
    paper.refresh()
    assert read(paper, 1234) == [2134, 1243, 1236, 1235, 12340, 123]
    assert read(paper, 1234, 2) == [2134, 1243]


def test_nobody_learns_of_what_may_not_be_shown(paper):
    paper.write("1.md", id=101, date="2026-11-30").write("2.md", id=102, weight=0).write("3.md", id=103, draft="true")
    paper.refresh()
    assert read(paper, 100) == []
    assert read(paper, 100, now="2026-11-30") == [101]


def test_the_number_itself_is_no_slip(paper):
    paper.write("1.md", id=11).refresh()
    assert read(paper, 11) == []


@given(st.integers(0, 10**18 - 1))
def test_slips_are_numbers_that_articles_may_have(number):
    slips = [int(slip) for _, slip in nearest._slips(str(number))]
    assert all(0 <= slip < 10**18 for slip in slips)
    assert len(slips) < 600


@given(st.integers(10, 10**12), st.data())
def test_every_single_slip_is_found(number, data):
    digits = str(number)
    place = data.draw(st.integers(0, len(digits) - 1))
    figure = data.draw(st.sampled_from("0123456789"))
    slips = {int(slip) for _, slip in nearest._slips(digits)}
    assert int(digits[:place] + figure + digits[place + 1 :]) in slips
    assert int(digits[:place] + digits[place + 1 :]) in slips
    assert int(digits[:place] + figure + digits[place:]) in slips
    if place:
        assert int(digits[: place - 1] + digits[place] + digits[place - 1] + digits[place + 1 :]) in slips
