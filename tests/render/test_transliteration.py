import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.model.edition import Charset
from gopherd.render.transliteration import loosened, transliterated

SMALLER = st.sampled_from([Charset.LATIN1, Charset.ASCII])


@pytest.mark.parametrize(
    ("text", "latin1", "ascii_"),
    [
        ("Ärger für Käßmann", "Ärger für Käßmann", "Aerger fuer Kaessmann"),
        ("ÄRZTE der ÖVP, Öl, Ü", "ÄRZTE der ÖVP, Öl, Ü", "AERZTE der OEVP, Oel, Ue"),
        ("STRAßE STRAẞE", "STRAßE STRASSE", "STRASSE STRASSE"),
        ("„Ach“ – so …", '"Ach" - so ...', '"Ach" - so ...'),
        ("‚ja‘, ’s, «non», ‹si›", "'ja', 's, «non», 'si'", "'ja', 's, \"non\", 'si'"),
        ("word—word, 10–12, a — b", "word - word, 10-12, a - b", "word - word, 10-12, a - b"),
        ("5 €, 5€, €5", "5 EUR, 5 EUR, EUR 5", "5 EUR, 5 EUR, EUR 5"),
        ("£5, 20°, m², 10², 10⁹", "£5, 20°, m², 10², 10^9", "GBP 5, 20 deg, m2, 10^2, 10^9"),
        ("5‰", "5 o/oo", "5 o/oo"),
        ("2½ und ⅓", "2½ und 1/3", "2 1/2 und 1/3"),
        ("§ 5, §§ 6", "§ 5, §§ 6", "Par. 5, Par. 6"),
        ("Søren Ångström, œuvre, ŒUVRE", "Søren Ångström, oeuvre, OEUVRE", "Soeren Aangstroem, oeuvre, OEUVRE"),
        ("Erdoğan, Škoda, Łódź, Đặng", "Erdogan, Skoda, Lódz, Dang", "Erdogan, Skoda, Lodz, Dang"),
        ("café, cafe\u0301, ế", "café, café, ê", "cafe, cafe, e"),
        ("ﬁnden, №, ™", "finden, No., (TM)", "finden, No., (TM)"),
        ("¿Qué? ¡Sí!", "¿Qué? ¡Sí!", "Que? Si!"),
        ("Москва, ЩИ, Київ", "Moskva, SHCHI, Kiiv", "Moskva, SHCHI, Kiiv"),
        ("Ελλάδα", "Ellada", "Ellada"),
        ("باب", "bab", "bab"),
        ("北京, コーヒー, 한국", "BeiJing, ko-hi-, HanGug", "BeiJing, ko-hi-, HanGug"),
        ("a\u00adb\u200dc\u2028d", "abc d", "abc d"),
        ("a\u2009b\u3000c", "a b c", "a b c"),
        ("10\u202fkm", "10\u00a0km", "10\u00a0km"),
        ("× → ≠ ± ‰", "× -> != ± o/oo", "x -> != +/- o/oo"),
        ("? ？ ؟", "? ? ?", "? ? ?"),
        ("\ufffd\U000e0041", "_", "_"),
    ],
)
def test_as_a_typesetter_does_it(text, latin1, ascii_):
    assert transliterated(text, Charset.LATIN1) == latin1
    assert transliterated(text, Charset.ASCII) == ascii_
    assert transliterated(text, Charset.UTF8) == text


@given(st.text(), SMALLER)
def test_nothing_is_left_that_the_set_lacks(text, charset):
    loosened(transliterated(text, charset), charset).encode(charset.value)


@given(st.text(st.characters(max_codepoint=0x7F)), SMALLER)
def test_ascii_stays_ascii(text, charset):
    assert transliterated(text, charset) == text


@pytest.mark.parametrize("charset", [Charset.LATIN1, Charset.ASCII])
def test_no_letter_of_any_script_is_lost_or_becomes_a_question_mark(charset):
    silent, asking = [], []
    for point in (*range(0x80, 0xD800), *range(0xE000, 0x20000), *range(0x20000, 0x110000, 97)):
        character = chr(point)
        shown = transliterated(character, charset)
        name = unicodedata.name(character, "")
        if unicodedata.category(character)[0] in "LN" and not shown:
            silent.append(name)
        if "?" in shown and "QUESTION" not in name:
            asking.append(name)
    # Of the silent ones every one is silent: it stretches a line, or keeps a place where a letter could stand.
    assert all("TATWEEL" in name or "FILLER" in name for name in silent)
    assert all("INTERROBANG" in name for name in asking)


def test_a_letter_nobody_has_a_word_for_is_shown_by_its_number():
    assert transliterated("\U000120d9 \u1970", Charset.ASCII) == "[U+120D9] [U+1970]"
    assert transliterated("\U00012000", Charset.ASCII) == "a"


def test_a_blank_that_holds_is_loosened_last():
    assert loosened("10\u00a0km", Charset.ASCII) == "10 km"
    assert loosened("10\u00a0km", Charset.LATIN1) == "10\u00a0km"
