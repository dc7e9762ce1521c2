import pytest

from gopherd.archive.sections import within


@pytest.mark.parametrize(
    ("path", "known", "sections"),
    [
        ("Politik", (), ["Politik"]),
        ("Politik/Europa", (), ["Politik/Europa", "Politik"]),
        ("a/b/c", (), ["a/b/c", "a/b", "a"]),
        (" Politik / Europa ", (), ["Politik/Europa", "Politik"]),
        ("/Politik/", (), ["/Politik/"]),
        ("Politik/Europa", ("politik",), ["Politik/Europa", "Politik"]),
        ("Politik/Europa", ("politik/europa", "politik"), ["Politik/Europa", "Politik"]),
        ("Netz/Kultur", ("netz/kultur",), ["Netz/Kultur"]),
        ("Netz/Kultur", ("sport",), ["Netz/Kultur", "Netz"]),
    ],
)
def test_a_section_and_those_that_it_is_part_of(path, known, sections):
    assert within(path, set(known)) == sections


def test_an_article_stands_in_all_of_them_and_a_title_of_the_configuration_is_shown(paper):
    paper.configure('[[sections]]\nname = "Politik"\n[[sections]]\nname = "Politik/Europa"\ntitle = "Europa"\n')
    paper.write("1.md", section="Politik/Europa")
    snapshot = paper.seen()
    (politics,) = snapshot.sections()
    assert [(part.text, part.slug, part.count) for part in snapshot.within(politics)] == [("Europa", "Europa", 1)]
