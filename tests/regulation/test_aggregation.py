"""Art. 25 para. 2: what joins by which names, and when that has to be assessed."""

import pytest

from portal.regulation.aggregation import Column, shared_keys

ID = Column("公民身份号码", is_key=True, is_personal=True)
#: The entry is looked up by it, but it was not asked for.
ID_UNASKED = Column("公民身份号码", is_key=True, is_personal=True, is_supplied=False)
ID_AS_DATUM = Column("公民身份号码", is_personal=True)
CODE = Column("统一社会信用代码", is_key=True)
CODE_AS_DATUM = Column("统一社会信用代码")
INCOME = Column("年收入", is_personal=True)
SCOPE = Column("经营范围")
GRAVE = Column("储备规模", level="IMPORTANT")
GENERAL = Column("年度", level="GENERAL_4")


@pytest.mark.parametrize(
    ("asked", "held", "joined_by"),
    [
        ([ID, SCOPE], [ID, INCOME], {"公民身份号码"}),
        ([ID_AS_DATUM], [ID, SCOPE], {"公民身份号码"}),
        # Whoever asks by the key knows it: not asking for the column does not undo the join.
        ([ID_UNASKED, INCOME], [ID_UNASKED, SCOPE], {"公民身份号码"}),
        # Organisations' public facts tell nothing that a leak could harm.
        ([CODE, SCOPE], [CODE, GENERAL], set()),
        ([CODE, GRAVE], [CODE_AS_DATUM, SCOPE], {"统一社会信用代码"}),
        ([CODE, Column("定量", level="CORE")], [CODE], {"统一社会信用代码"}),
        # The same name on both sides, but neither looks records up by it.
        ([CODE_AS_DATUM, INCOME], [CODE_AS_DATUM], set()),
        ([SCOPE, INCOME], [SCOPE, ID], set()),
        # Nothing sensitive is supplied on either side: the key alone was known before.
        ([ID_UNASKED, SCOPE], [ID_UNASKED, SCOPE], set()),
        ([ID, INCOME], [], set()),
        ([], [ID, INCOME], set()),
    ],
)
def test_what_joins(asked: list[Column], held: list[Column], joined_by: set[str]) -> None:
    assert shared_keys(asked, held) == joined_by
    assert shared_keys(held, asked) == joined_by
