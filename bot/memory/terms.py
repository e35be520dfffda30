"""What of a question is searched for: its telling words, without their commonest endings. Pure.

The index also finds the longer words that begin with a term, so that `dancing` finds `dance`. Both were measured on
labelled questions (`python -m tests.evaluation.search`).
"""

from typing import Final

from bot.memory.ranking import words

# Of English, French, German, Spanish and Italian.
_FREQUENT: Final = """
    a an and any are as at be been but by can could did do does for from had has have he her him his how i if in
    is it its me my no not of on one or our she so that the their them then there they this to too up us was we
    were what when where which while who whose why will with would you your au aux avec ce ces cette dans de des
    du elle en est et il ils je la le les ne nous ou par pas pour quand que qui quoi son sont sur un une vous
    auf aus bei das dem den der die ein eine einen er es für hat ich im ist mit nicht sie sind und uns von wann
    war wer wie wir wo zu zum zur con como cuando del el ella esta los las para por porque quien se su una y che
    chi come cosa della di è gli lo non per più quando sono
"""
_COMMON: Final = frozenset(_FREQUENT.split())
_ENDINGS: Final = ("ings", "ing", "ied", "ies", "ers", "ed", "es", "er", "s")
_SHORTEST: Final = 4  # letters that are left


def terms(query: str) -> list[str]:
    """At least one where there is any word at all."""
    found = words(query)
    telling = [word for word in found if word not in _COMMON]
    return list(dict.fromkeys(map(_stem, telling or found)))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word
