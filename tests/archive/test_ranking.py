from gopherd.terms.query import parse_query


def order(paper, words):
    return [hit.headline.number for hit in paper.seen().search(parse_query(words), 1).hits]


def test_a_title_that_says_just_that_comes_first(paper):
    paper.write("1.md", "Wald " * 50, id=1, title="Wald und Wiese im Herbst", lede="Wald", tags=["Wald"], language="de")
    paper.write("2.md", "Bäume.", id=2, title="Der Wald", language="de", date="1999-01-01")
    paper.write("3.md", "Wald.", id=3, title="Anderes", language="de")
    assert order(paper, "Wälder") == [2, 1, 3]
    assert order(paper, "im Wald und auf der Wiese")[0] == 1


def test_title_before_lede_before_body(paper):
    for number, fields in enumerate([{"lede": "Birnen"}, {"title": "Von Birnen hier"}, {}], 1):
        paper.write(f"{number}.md", "Birnen Text." if number == 3 else "Text.", id=number, **({"title": "X"} | fields))
    assert order(paper, "Birnen") == [2, 1, 3]


def test_of_alike_ones_the_newer_comes_first(paper):
    for number in range(1, 9):
        paper.write(f"{number}.md", "Birnen.", id=number, title="Gleich", date=f"20{10 + number}-01-01")
    assert order(paper, "Birnen") == [8, 7, 6, 5, 4, 3, 2, 1]


def test_of_the_same_time_the_higher_number_comes_first_as_in_lists(paper):
    for number in range(1, 5):
        paper.write(f"{number}.md", "Birnen.", id=number, title="Gleich", date=None)
    assert order(paper, "Birnen") == [4, 3, 2, 1]
