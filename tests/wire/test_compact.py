from hypothesis import given
from hypothesis import strategies as st

from gopherd.wire.compact import ANY_HOST, ANY_PORT, compact, expand
from gopherd.wire.menu import info, item, menu

LINES = st.lists(
    st.one_of(
        st.text(max_size=80).map(lambda text: ("i", text, "", None)),
        st.tuples(st.sampled_from("017hI3"), st.text(max_size=30), st.text(max_size=30), st.just(None)),
        st.tuples(st.sampled_from("01"), st.text(max_size=30), st.text(max_size=30), st.just(("other.invalid", 7070))),
    ),
    max_size=12,
)


def made(lines, host, port):
    return menu(
        info(text) if type_ == "i" else item(type_, text, selector, *(elsewhere or (host, port)))
        for type_, text, selector, elsewhere in lines
    )


@given(LINES)
def test_a_menu_comes_out_as_if_it_had_been_made_for_the_server(lines):
    compacted = compact(made(lines, ANY_HOST, ANY_PORT))
    assert expand(compacted, "gopher.example.invalid", 70) == made(lines, "gopher.example.invalid", 70)
    assert b"\0" not in compacted


def test_it_is_shorter_by_what_every_line_repeats():
    lines = [("i", f"line {number}", "", None) for number in range(50)]
    assert len(compact(made(lines, ANY_HOST, ANY_PORT))) < 0.5 * len(made(lines, "a.invalid", 70))
