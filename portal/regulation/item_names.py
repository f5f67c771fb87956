"""When two data items bear the same name: the key that once-only and the source are asked by."""

import unicodedata

#: As long as a data item's name may be; a key that grows by its compatibility forms is cut there.
KEY_LENGTH = 120


def item_key(name: str) -> str:
    """The name without what people write differently: width, case, spaces and punctuation.

    「身份证号码」 and 「身份证 号码。」 are one item (Art. 19). Nothing is guessed: two words for
    one thing stay two items.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())[:KEY_LENGTH]
