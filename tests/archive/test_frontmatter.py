import json
import time

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.archive.frontmatter import FrontMatterError, split

lines = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"))
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
heads = st.dictionaries(keys, st.one_of(lines, st.lists(lines, max_size=3)), min_size=1, max_size=4)


def as_yaml(head):
    return f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\n"


def as_toml(head):
    return (
        "+++\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items()) + "+++\n"
    )


def as_json(head):
    return json.dumps(head) + "\n"


@given(write=st.sampled_from([as_yaml, as_toml, as_json]), head=heads, body=lines)
@example(write=as_yaml, head={"title": "Yes", "version": "1.10", "day": "2022-02-30"}, body="")
def test_what_is_written_is_read_in_every_format(write, head, body):
    if write is as_toml:
        head = {key: value.replace("\x7f", "") if isinstance(value, str) else [] for key, value in head.items()}
    read = split(write(head) + body)
    assert read.fields == head
    assert read.body == body
    assert read.present


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(["", "---\n", "+++\n", "{", '{"', "---\na: "]))
def test_any_text_is_read_or_refused_with_a_line(text, start):
    try:
        head = split(start + text)
    except FrontMatterError as error:
        assert error.line >= 1  # noqa: PT017
    else:
        assert head.present or head.body == start + text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("---\ntitle: Yes\n---\n", "Yes"),
        ("---\ntitle: 1.10\n---\n", "1.10"),
        ("---\ntitle: 2022-02-30\n---\n", "2022-02-30"),
        ("---\ntitle: ~\n---\n", "~"),
        ("---\ntitle:\n---\n", ""),
        ("---\nTitle: a\n---\n", "a"),
        ("---\ntitle: a\n...\n", "a"),
        ("\n\n---\ntitle: a\n---", "a"),
        ('---\ntitle: "a # b"\n---\n', "a # b"),
        ("+++\ntitle = 2022-02-02\n+++\n", "2022-02-02"),
        ("+++\ntitle = true\n+++\n", "true"),
        ("+++\ntitle = 1979-05-27T07:32:00Z\n+++\n", "1979-05-27 07:32:00+00:00"),
        ('{"title": false}', "false"),
        ('{"title": null}', ""),
        ('{"title": 7}', "7"),
    ],
)
def test_every_scalar_is_a_string(text, value):
    assert split(text).fields["title"] == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: a\n", 1),
        ("---\n\ndraft: true\ntitle: a\n", 1),
        ("+++\ntitle = 'a'\n", 1),
        ("---\ntitle: a\nb: [1\nc: d\n---\n", 4),
        ("---\ntitle: a\n  b: c\n---\n", 3),
        ("---\n- a\n- b\n---\n", 2),
        ("---\njust words\n---\n", 2),
        ("+++\ntitle = 'a'\nb = \n+++\n", 3),
        ("+++\nday = 2022-02-30\n+++\n", 2),
        ('{"title": "a",\n "b": }', 2),
        ('{"title": "a"', 1),
    ],
)
def test_a_mistake_is_told_with_its_line(text, line):
    with pytest.raises(FrontMatterError) as told:
        split(text)
    assert told.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "Just words.",
        "",
        "---\n\nA paragraph below a rule.",
        "-----\n",
        "{{< shortcode >}}",
        "{% include a %}",
        "+ a list",
    ],
)
def test_text_without_a_head_is_all_body(text):
    head = split(text)
    assert (head.present, head.body, head.fields) == (False, text, {})


def test_what_is_nested_deeper_than_anybody_writes_is_left_out():
    assert split("---\na: [[[[[[[[[[[[x]]]]]]]]]]]]\n---\n").present
    wide = "a: " + "[x], " * 1000
    assert split(f"---\nb: [{wide[3:]}]\n---\n").present


def test_half_a_character_is_none():
    assert split('{"image": "a\\ud800.png"}').fields == {"image": "a?.png"}


def test_lines_count_in_the_whole_file():
    head = split("\n---\ntitle: a\n\n# words\ndate: b\n---\nbody: no key\n")
    assert head.lines == {"title": 3, "date": 6}


def test_a_head_may_be_empty():
    assert split("---\n---\nWords") == split("---\n\n---\nWords")
    assert split("---\n---\nWords").present


@pytest.mark.parametrize(
    "text",
    [
        '{"id": ' + "1" * 5000 + "}",
        "+++\nid = " + "1" * 5000 + "\n+++\n",
        "+++\nid = 0x" + "f" * 5000 + "\n+++\n",
        '{"a": ' + "[" * 100_000,
        "+++\na = " + "[" * 100_000 + "\n+++\n",
        "---\na: " + "[" * 100_000 + "\n---\n",
    ],
    ids=["json number", "toml number", "toml hex", "json deep", "toml deep", "yaml deep"],
)
def test_monsters_are_refused(text):
    with pytest.raises(FrontMatterError):
        split(text)


def test_aliases_that_make_billions_are_refused_at_once():
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 9)
    )
    started = time.process_time()
    with pytest.raises(FrontMatterError, match="more than"):
        split(f"---\n{bomb}---\n")
    assert time.process_time() - started < 5
