"""Words that tell something, and sentences."""

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+(?=[\"'”»)\]]*(?:\s|$))[\"'”»)\]]*|(?=\n|$))")
SAYING_LITTLE = """
    a about an and any anyone anything are as at be been before being but by can could did do does done ever
    for from get give go got had has have he her here him his how i if in into is it its just know last let like me
    mean means more my no not now of on one or our out please said say says she should so some somebody someone
    something still tell that the their them then there these they thing this those to told too up us was we were
    what when where which who whom whose why will with word would write wrote you your
    au aux avec avez avons c'est ce cela ces cette chez comment d'un d'une dans de des dis dit dont du elle elles
    en est est-ce et il ils je la le les leur lui ma mais me mes moi mon ne nos notre nous on ou où par pas pour
    pourquoi qu'est qu'il quand que quel quelle quelles quels qui quoi sa sait ses si son sont sur ta te tes toi ton
    tu un une vos votre vous y
"""
SILENT = frozenset(SAYING_LITTLE.split())
ENDINGS = re.compile(r"(?:ements?|ments?|ings?|ées?|é|ed|ers?|ez|ent|es|ly|s|e)$")


def telling(text: str) -> list[str]:
    """Stems of the words that say what a text is about, each once, in order."""
    words = (word for word in WORD.findall(text.casefold()) if word not in SILENT)
    return list(dict.fromkeys(stem(word) for word in words if len(word) > 1 or word.isdigit()))


def stem(word: str) -> str:
    """The word without its ending: shipping, shipped and ships become ship; never fewer than three letters."""
    word = re.split("['’]", word)[0] if word.endswith(("'s", "’s")) else re.split("['’]", word)[-1]
    short = ENDINGS.sub("", word)
    if len(short) > 3 and short[-1] == short[-2]:
        short = short[:-1]
    return short if len(short) >= 3 else word


def sentences(text: str) -> list[str]:
    return [found for each in SENTENCE.findall(text) if (found := each.strip(" \t-*•>"))]
