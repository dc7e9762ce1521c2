"""The words that say nothing: a question is not about them, as long as it is about anything else."""

from functools import cache
from typing import Final

from gopherd.terms.analysis import analyser_of

_WORDS: Final = {
    "de": """
        aber alle als am an auch auf aus bei bin bis bist da dann das dass dem den der des die dies diese diesem diesen
        dieser doch du durch ein eine einem einen einer eines er es für gegen hat haben hatte ich ihr im in ist ja kann
        man mit muss nach nicht noch nun nur ob oder ohne sehr sein sich sie sind so über um und uns unter vom von vor
        war was weil wenn wer werden wie wieder wir wird wo zu zum zur
    """,
    "en": """
        a about all also an and any are as at be been but by can could did do does for from had has have he her his how
        if in into is it its may more my no not of on or our she so some such than that the their them then there these
        they this to up us was we were what when where which who why will with would you your
    """,
    "es": """
        a al como con de del el en es esta este la las lo los más no o para pero por que se sin su un una y
    """,
    "fr": """
        à au aux avec ce ces cette dans de des du elle en est et il je la le les mais ne nous on ou par pas pour que qui
        sa se ses son sur un une vous
    """,
    "it": """
        a ai al alla che come con da dal de del della di e gli i il in la le lo ma non o per più se si sono un una
    """,
    "nl": """
        aan als bij dat de den der die dit een en er het hij ik in is met naar niet of om op te uit van voor we ze zijn
    """,
    "pt": """
        a ao aos as com como da das de do dos e em está mais mas na não nas no nos o os ou para pela pelo por que se um
        uma
    """,
}  # fmt: skip


@cache
def stopwords_of(language: str) -> frozenset[str]:
    """The terms of a language's commonest words, empty for a language that they are not known of."""
    code = language.lower()[:2]
    return frozenset(analyser_of(code).terms(_WORDS.get(code, "")))
