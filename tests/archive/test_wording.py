from gopherd.archive.packing import Packer
from gopherd.archive.preparing import prepare
from gopherd.archive.wording import passages_of, wording_of
from gopherd.model.article import Manuscript
from gopherd.model.body import Break, Figure, Heading, Items, Link, Listing, Paragraph, Quote, Table

BODY = (
    Heading(("Überschrift",)),
    Paragraph(("Ein ", Link("Verweis", "b.md"), " und", Break(), "mehr")),
    Quote((Paragraph(("Zitat",)),)),
    Items(("*", "*"), ((Paragraph(("Erstes",)),), (Paragraph(("Zweites",)),))),
    Listing("code()"),
    Table(((("Kopf",), ("Spalte",)), (("a",), (Link("b", "c.md"),))), headed=True),
    Figure("a.png", "Unterschrift", "Fotografin"),
)


def test_every_word_a_reader_sees_is_a_term():
    manuscript = Manuscript(
        "a.md", None, "Titel", kicker="Dachzeile", lede="Vorspann", body=BODY, image=Figure(None, "Bild"), language="de"
    )
    wording = prepare(manuscript, "", Packer()).wording
    assert wording.title.split() == ["dachzeil", "titel"]
    assert wording.lede == "vorspann"
    assert wording.body.split() == ("uberschrift ein verweis und mehr zitat erst zweit cod kopf spalt a b".split())
    assert wording.captions.split() == ["unterschrift", "fotografin", "bild"]


def test_an_article_may_have_nothing_but_its_title():
    wording = wording_of("", "Titel", {}, "")
    assert (wording.title, wording.lede, wording.body, wording.captions) == ("titel", "", "", "")


def test_passages_are_in_the_order_of_reading():
    text = {
        "lede": "Vorspann",
        "body": [["p", "Ein ", ["Verweis", 0], 0, "mehr"], ["q", ["p", "Zitat"]], ["f", None, "Unterschrift", "Foto"]],
        "image": ["f", None, "Bild", ""],
    }
    assert list(passages_of(text)) == ["Vorspann", "Ein Verweis mehr", "Zitat", "Unterschrift Foto", "Bild"]
