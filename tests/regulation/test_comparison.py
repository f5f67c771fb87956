"""What changed between two versions: the sentences are those of an entry changed by hand."""

from portal.regulation.comparison import Change, ItemChange, Kind, Stated, compare


def item(name: str, column: str = "", **changes):
    """An item with a few of its fields."""
    return {"name": name, "column": column, "data_type": "TEXT", "is_personal": False, **changes}


BEFORE = Stated(
    {"name": "企业登记", "purposes": ["SUPERVISION", "OTHER"], "safeguards": "逐笔"},
    [item("企业名称", "name"), item("地址", "address"), item("联系电话"), item("类型", "kind")],
)


def test_a_version_equals_itself() -> None:
    found = compare(BEFORE, BEFORE)
    assert found.is_same
    assert (found.fields, found.items) == ((), ())


def test_each_field_that_reads_differently_is_named_with_both_values() -> None:
    after = Stated({**BEFORE.fields, "name": "企业登记信息", "safeguards": ""}, BEFORE.items)
    assert compare(BEFORE, after).fields == (
        Change("name", "企业登记", "企业登记信息"),
        Change("safeguards", "逐笔", ""),
    )


def test_codes_in_another_order_and_blanks_around_text_are_no_change() -> None:
    after = Stated(
        {**BEFORE.fields, "purposes": ["OTHER", "SUPERVISION"], "safeguards": " 逐笔\n"},
        BEFORE.items,
    )
    assert compare(BEFORE, after).is_same


def test_items_in_another_order_are_no_change() -> None:
    assert compare(BEFORE, Stated(BEFORE.fields, BEFORE.items[::-1])).is_same


def test_an_item_that_keeps_its_column_was_renamed() -> None:
    items = [item("名称", "name"), *BEFORE.items[1:]]
    assert compare(BEFORE, Stated(BEFORE.fields, items)).items == (
        ItemChange(Kind.CHANGED, "名称", (Change("name", "企业名称", "名称"),)),
    )


def test_an_item_without_a_column_is_known_by_its_name_however_it_is_written() -> None:
    items = [*BEFORE.items[:2], item("联系 电话", "phone", is_personal=True), BEFORE.items[3]]
    assert compare(BEFORE, Stated(BEFORE.fields, items)).items == (
        ItemChange(
            Kind.CHANGED,
            "联系 电话",
            (
                Change("name", "联系电话", "联系 电话"),
                Change("column", "", "phone"),
                Change("is_personal", False, True),
            ),
        ),
    )


def test_what_came_is_told_where_it_stands_and_what_went_comes_last() -> None:
    items = [item("注册日期", "since"), BEFORE.items[0], *BEFORE.items[2:]]
    assert compare(BEFORE, Stated(BEFORE.fields, items)).items == (
        ItemChange(Kind.ADDED, "注册日期"),
        ItemChange(Kind.REMOVED, "地址"),
    )


def test_there_and_back_are_mirror_images() -> None:
    after = Stated({"name": "甲"}, [item("丙", "c"), item("企业名称", "name", data_type="MEMO")])
    there, back = compare(BEFORE, after), compare(after, BEFORE)
    turned_back = sorted((each.field, each.after, each.before) for each in back.fields)
    assert sorted((each.field, each.before, each.after) for each in there.fields) == turned_back
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}
    assert {(each.name, turned[each.kind]) for each in there.items} == {
        (each.name, each.kind) for each in back.items
    }


def test_an_item_that_takes_another_item_s_name_does_not_become_it() -> None:
    before = Stated({}, [item("甲", "a"), item("乙", "b")])
    after = Stated({}, [item("乙", "a"), item("丙", "c")])
    assert compare(before, after).items == (
        ItemChange(Kind.CHANGED, "乙", (Change("name", "甲", "乙"),)),
        ItemChange(Kind.ADDED, "丙"),
        ItemChange(Kind.REMOVED, "乙"),
    )
