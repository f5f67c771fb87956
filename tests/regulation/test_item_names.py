"""Same names after normalisation are one data item (Art. 19)."""

import pytest

from portal.regulation.item_names import KEY_LENGTH, item_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("统一社会信用代码", " 统一社会信用代码"),
        ("统一社会信用代码", "统一社会信用代码。"),
        ("法人(负责人)", "法人（负责人）"),
        ("ID Number", "id_number"),
        ("ＩＤ号码", "ID 号码"),
        ("Straße", "STRASSE"),
    ],
)
def test_writing_makes_no_other_item(one: str, other: str) -> None:
    assert item_key(one) == item_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("姓名", "企业名称"), ("地址1", "地址2"), ("证件号码", "身份证号码")],
)
def test_nothing_is_guessed(one: str, other: str) -> None:
    assert item_key(one) != item_key(other)


def test_a_key_is_no_longer_than_a_name_and_may_be_empty() -> None:
    assert item_key(" —— ") == ""
    assert len(item_key("ﷺ" * KEY_LENGTH)) == KEY_LENGTH
