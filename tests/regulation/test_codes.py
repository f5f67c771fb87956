"""The national codes: worked examples, every single error found, and a second opinion."""

from datetime import date

import pytest
import stdnum.cn.ric
import stdnum.cn.uscc
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.regulation import codes
from portal.regulation.codes import CodeFault

TODAY = date(2026, 2, 13)
CREDIT_CODES = [
    "91350100M000100Y43",
    "91512081MA62K0260E",
    "11430000743187451F",
    "91440300708461136T",
    "9131000063159284XQ",
]
CITIZEN_IDS = ["11010519491231002X", "34052419800101001X", "440524188001010014"]

credit_bodies = st.tuples(
    st.text(codes.CREDIT_CODE_ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(codes.CREDIT_CODE_ALPHABET, min_size=8, max_size=8),
).map("".join)


def code_of(fault: CodeFault | None) -> str:
    return fault.code if fault else ""


# Unified social credit code


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_credit_codes_of_the_standard_pass(code: str) -> None:
    assert codes.check_credit_code(code) is None
    assert codes.complete_credit_code(code[:17]) == code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("91350211M0000XUF46", "R"),
        ("91350100M0001TGQXM", "1"),
        ("11310000MB2F30901A", "R"),
    ],
)
def test_a_wrong_check_character_is_named(code: str, expected: str) -> None:
    fault = codes.check_credit_code(code)
    assert fault is not None
    assert fault.code == "CREDIT_CODE_CHECK_DIGIT"
    assert fault.position == 18
    assert fault.params == {"expected": expected, "found": code[17]}
    with override("en"):
        assert str(fault) == (
            f"Character 18, the check character, should be {expected}; it is {code[17]}."
            " Please compare it with the unified social credit code certificate."
        )


@pytest.mark.parametrize(
    ("code", "fault", "position"),
    [
        ("", "CREDIT_CODE_LENGTH", None),
        ("91350100M000100Y4", "CREDIT_CODE_LENGTH", None),
        ("91350100M000100Y430", "CREDIT_CODE_LENGTH", None),
        ("91350100M000I00Y43", "CREDIT_CODE_CHARACTER", 13),
        ("91350100m000100Y43", "CREDIT_CODE_CHARACTER", 9),
        ("9135010０M000100Y43", "CREDIT_CODE_CHARACTER", 8),
        ("9135A100M000100Y43", "CREDIT_CODE_REGION", 5),
    ],
)
def test_malformed_credit_codes(code: str, fault: str, position: int | None) -> None:
    found = codes.check_credit_code(code)
    assert found is not None
    assert (found.code, found.position) == (fault, position)


def test_the_organisation_code_inside_is_checked_too() -> None:
    body = "91512081MA62K0261"  # the inner check digit should be 0
    fault = codes.check_credit_code(codes.complete_credit_code(body))
    assert fault is not None
    assert (fault.code, fault.position) == ("CREDIT_CODE_ORGANISATION", 17)
    assert fault.params == {"expected": "0", "found": "1"}


@given(body=credit_bodies, place=st.integers(0, 17), data=st.data())
def test_every_single_wrong_character_is_found(body: str, place: int, data: st.DataObject) -> None:
    inner = codes.organisation_check_digit(body[8:16])
    code = codes.complete_credit_code(body + inner)
    assert codes.check_credit_code(code) is None
    other = data.draw(st.sampled_from([c for c in codes.CREDIT_CODE_ALPHABET if c != code[place]]))
    wrong = code[:place] + other + code[place + 1 :]
    assert codes.check_credit_code(wrong) is not None


@given(body=credit_bodies)
def test_credit_codes_agree_with_the_second_opinion(body: str) -> None:
    inner = codes.organisation_check_digit(body[8:16])
    code = codes.complete_credit_code(body + inner)
    assert code[17] == stdnum.cn.uscc.calc_check_digit(code[:17])
    # It wants digits in the first two places, which the standard does not.
    assert stdnum.cn.uscc.is_valid(code) or not code[:2].isdigit()


@pytest.mark.parametrize("first17", ["", "9135010", "91350100M000100Yo", "91350100M000100Y43"])
def test_only_17_good_characters_are_completed(first17: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        codes.complete_credit_code(first17)


def test_tidy_reads_what_was_meant() -> None:
    assert codes.tidy(" 91350100-m000100y43\n") == "91350100M000100Y43"
    assert codes.tidy("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"
    assert codes.tidy("D2143569－x") == "D2143569X"


# Organisation code


@pytest.mark.parametrize(
    ("first8", "check"), [("D2143569", "X"), ("MA62K026", "0"), ("74318745", "1")]
)
def test_organisation_check_digits(first8: str, check: str) -> None:
    assert codes.organisation_check_digit(first8) == check
    assert codes.check_organisation_code(first8 + check) is None
    assert codes.check_organisation_code(f"{first8}-{check}") is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("D2143569", "ORGANISATION_CODE_LENGTH"),
        ("d2143569X", "ORGANISATION_CODE_CHARACTER"),
        ("D21435690", "ORGANISATION_CODE_CHECK_DIGIT"),
        ("MA62K0268", "ORGANISATION_CODE_CHECK_DIGIT"),
    ],
)
def test_wrong_organisation_codes(code: str, fault: str) -> None:
    assert code_of(codes.check_organisation_code(code)) == fault


@pytest.mark.parametrize("first8", ["", "D214356", "d2143569", "D2143569X"])
def test_only_eight_good_characters_have_a_check_digit(first8: str) -> None:
    with pytest.raises(ValueError, match="8 digits or capital letters"):
        codes.organisation_check_digit(first8)


# Citizen identity number


@pytest.mark.parametrize("number", CITIZEN_IDS)
def test_citizen_ids_of_the_standard_pass(number: str) -> None:
    assert codes.check_citizen_id(number, today=TODAY) is None
    assert codes.complete_citizen_id(number[:17]) == number


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002", "CITIZEN_ID_LENGTH"),
        ("11010519491231002x", "CITIZEN_ID_CHARACTER"),
        ("1101051949123100２X", "CITIZEN_ID_CHARACTER"),
        ("X1010519491231002X", "CITIZEN_ID_CHARACTER"),
        ("110105194902310024", "CITIZEN_ID_BIRTH_DATE"),
        ("110105202602140020", "CITIZEN_ID_BIRTH_IN_FUTURE"),
        ("110105194912310021", "CITIZEN_ID_CHECK_DIGIT"),
    ],
)
def test_wrong_citizen_ids(number: str, fault: str) -> None:
    assert code_of(codes.check_citizen_id(number, today=TODAY)) == fault


def test_born_today_is_not_the_future() -> None:
    number = codes.complete_citizen_id("11010520260213002")
    assert codes.check_citizen_id(number, today=TODAY) is None


def test_the_address_is_looked_up_where_a_table_is_given() -> None:
    looked_up: list[str] = []

    def is_known_region(code: str) -> bool:
        looked_up.append(code)
        return False

    fault = codes.check_citizen_id(CITIZEN_IDS[0], today=TODAY, is_known_region=is_known_region)
    assert code_of(fault) == "CITIZEN_ID_REGION"
    assert looked_up == ["110105"]


@given(born=st.dates(date(1900, 1, 1), TODAY), sequence=st.integers(0, 999))
def test_citizen_ids_agree_with_the_second_opinion(born: date, sequence: int) -> None:
    number = codes.complete_citizen_id(f"310115{born:%Y%m%d}{sequence:03}")
    assert number[17] == stdnum.cn.ric.calc_check_digit(number)
    assert codes.check_citizen_id(number, today=TODAY) is None


@given(place=st.integers(0, 16), digit=st.sampled_from("0123456789"))
def test_every_single_wrong_digit_is_found(place: int, digit: str) -> None:
    number = CITIZEN_IDS[0]
    wrong = number[:place] + digit + number[place + 1 :]
    assert (codes.check_citizen_id(wrong, today=TODAY) is None) == (wrong == number)


@pytest.mark.parametrize("first17", ["", "1101051949123100X", "1101051949123100２"])
def test_only_17_digits_are_completed(first17: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        codes.complete_citizen_id(first17)


def test_citizen_ids_are_shown_masked() -> None:
    assert codes.mask_citizen_id("11010519491231002X") == "110***********002X"
    assert codes.mask_citizen_id("1101051") == "*******"


# Administrative division code


@pytest.mark.parametrize(
    "code",
    ["000000", "310000", "310100", "310115", "310115004", "220581102200", "441900003", "810001"],
)
def test_region_codes_in_good_form(code: str) -> None:
    assert codes.check_region_code(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "REGION_CODE_LENGTH"),
        ("31011", "REGION_CODE_LENGTH"),
        ("3101150", "REGION_CODE_LENGTH"),
        ("31O115", "REGION_CODE_CHARACTER"),
        ("３10115", "REGION_CODE_CHARACTER"),
        ("000115", "REGION_CODE_GAP"),
        ("310000001", "REGION_CODE_GAP"),
        ("310115000001", "REGION_CODE_GAP"),
    ],
)
def test_region_codes_in_bad_form(code: str, fault: str) -> None:
    assert code_of(codes.check_region_code(code)) == fault
    with pytest.raises(ValueError, match="does not have the form"):
        codes.canonical_region_code(code)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("310115", "310115"),
        ("310115000000", "310115"),
        ("310115000", "310115"),
        ("310115004000", "310115004"),
        ("310115004001", "310115004001"),
        ("310100", "310000"),
        ("310100000000", "310000"),
        ("310000000000", "310000"),
        ("000000000000", "000000"),
        ("320100", "320100"),
    ],
)
def test_region_codes_have_one_form(written: str, meant: str) -> None:
    assert codes.canonical_region_code(written) == meant


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("000000", ("000000",)),
        ("310100", ("310000",)),
        ("310115004001", ("310000", "310115", "310115004", "310115004001")),
        ("320102", ("320000", "320100", "320102")),
        ("441900003", ("440000", "441900", "441900003")),
        ("429004", ("420000", "429004")),
    ],
)
def test_the_chain_of_a_region_code(code: str, chain: tuple[str, ...]) -> None:
    assert codes.region_code_chain(code) == chain


def test_every_fault_reads_as_a_whole_sentence() -> None:
    faults = [
        codes.check_credit_code("9"),
        codes.check_credit_code("9135A100M000100Y43"),
        codes.check_credit_code("91350100M000I00Y43"),
        codes.check_citizen_id("110105194902310024", today=TODAY),
        codes.check_citizen_id("110105202602140020", today=TODAY),
        codes.check_region_code("000115"),
        codes.check_region_code("31"),
    ]
    for fault in faults:
        assert fault is not None
        with override("en"):
            assert str(fault).endswith(".")
            assert "%" not in str(fault)


#: Made up: of a region that no county ever had.
PERSON = codes.complete_citizen_id("31999919900101123")


@pytest.mark.parametrize(
    "text",
    [
        PERSON,
        f"身份证号{PERSON}，请核实",
        f"{PERSON[:6]} {PERSON[6:10]} {PERSON[10:14]} {PERSON[14:]}",
        f"{PERSON[:6]}-{PERSON[6:14]}-{PERSON[14:]}",
        # Mistyped, and still a person's.
        PERSON[:17] + ("0" if PERSON[17] != "0" else "1"),
        codes.complete_citizen_id("31999919900101003").lower(),
        "１３９００００００００",
        "13900000000",
        "电话13900000000。",
        "139 0000 0000",
        "139-0000-0000",
        "139－0000－0000",
        "1390 000 0000",
        "19900000000",
        "+86 13900000000",
        "8613900000000",
    ],
)
def test_a_person_s_number_is_found_however_it_is_written(text: str) -> None:
    assert codes.holds_personal_number(text, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "反映某单位超范围使用数据。",
        "2025年9月24日 10:00 来信，登记号信访2025-0017",
        "沪信〔2025〕17号，附件12份，共3页",
        # A credit code and other long numbers that are nobody's.
        "统一社会信用代码91350100M000100Y43",
        "913101157030000008",
        "20250924130000000",
        "订单号202509241390000000012",
        "021-60000000",
        "12900000000",
        "110105194913310024",
    ],
)
def test_other_numbers_are_nobody_s(text: str) -> None:
    assert not codes.holds_personal_number(text, today=TODAY)
