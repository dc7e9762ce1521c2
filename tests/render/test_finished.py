import pickle

import pytest

from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.message import Request
from gopherd.render.finished import MenuFinisher
from gopherd.wire.compact import expand
from tests.fakes import SITE, TAZ, FakeArchive, FakeSnapshot, application, article

FINISHER = MenuFinisher(catalogues(), "signed")


@pytest.mark.parametrize("site", [SITE, TAZ])
def test_a_finished_page_is_the_page_that_is_made_for_a_reader(site):
    snapshot = FakeSnapshot(site, (article(5, kicker="K", tags=["a"]), article(6, section="S", authors=["B"])))
    for number in (5, 6):
        answer = application(FakeArchive(snapshot)).answer(Request(f"/!{number}"))
        assert expand(FINISHER(snapshot, number), "gopher.example.invalid", 70) == answer.body


def test_what_is_not_there_is_not_finished():
    with pytest.raises(NotFound):
        FINISHER(FakeSnapshot(SITE), 1)


def test_it_goes_to_other_processes():
    assert pickle.loads(pickle.dumps(FINISHER)) == FINISHER
