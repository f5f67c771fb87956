"""Which tests hold each article: a broken rule of it must make one of them fail.

``make prove`` breaks every rule of the tables in turn and asks the tests named here. The rules'
own tests come first; those of the effects follow.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_RULES: Final = ("tests/regulation/test_acts.py", "tests/regulation/test_needs.py")
_NOTICES: Final = "tests/regulation/test_notices.py"
_TABLES: Final = "tests/regulation/test_tables.py"
_DIRECTORIES: Final = "tests/catalog/directories"
_DEPARTMENTS: Final = "tests/catalog/departments"
_WITHDRAWALS: Final = "tests/catalog/withdrawals"
_INTERNAL_RULES: Final = "tests/catalog/internal_rules"
_NORMS: Final = "tests/catalog/norms"
_STANDARDS: Final = "tests/catalog/standards"
_PLATFORMS: Final = "tests/catalog/platforms"
_QUALITY: Final = "tests/catalog/quality"
_QUESTIONS: Final = "tests/catalog/questions"
_SHARING: Final = "tests/requests_app/sharing"
_SOURCES: Final = "tests/catalog/sources"
_DEMANDS: Final = "tests/requests_app/demands"
_OVERSIGHT: Final = "tests/requests_app/oversight"
_EMERGENCIES: Final = "tests/requests_app/emergencies"
_INCIDENTS: Final = "tests/requests_app/incidents"
_LEDGER: Final = "tests/regulation/test_breaches.py"

#: Article → the tests that hold it, as paths or beginnings of them.
TESTS: Final[Mapping[int, tuple[str, ...]]] = MappingProxyType(
    {
        2: (_DEPARTMENTS,),
        3: ("tests/regulation/test_needs.py", _DIRECTORIES),
        6: (*_RULES, "tests/regulation/test_codes.py", _STANDARDS),
        8: (*_RULES, _DEPARTMENTS, "tests/catalog/regions"),
        10: (*_RULES, _NOTICES, _INTERNAL_RULES),
        11: (*_RULES, _DEPARTMENTS, _STANDARDS),
        12: (*_RULES, _NORMS, _DIRECTORIES),
        13: (*_RULES, _TABLES, _DIRECTORIES),
        14: (*_RULES, _TABLES, _NORMS, _DIRECTORIES),
        15: (*_RULES, _TABLES, _DIRECTORIES),
        16: (*_RULES, _TABLES, _NOTICES, _DIRECTORIES, _QUALITY),
        17: (*_RULES, _TABLES, _NOTICES, "tests/workdays", _DIRECTORIES, _WITHDRAWALS),
        18: (
            *_RULES,
            _TABLES,
            _NOTICES,
            "tests/regulation/test_value_rules.py",
            _QUALITY,
            _INTERNAL_RULES,
            "tests/requests_app/delivery",
        ),
        19: (*_RULES, _TABLES, "tests/regulation/test_item_names.py", _SOURCES, _DEMANDS),
        20: (
            *_RULES,
            _TABLES,
            _NOTICES,
            _SHARING,
            _DEMANDS,
            _QUESTIONS,
            "tests/requests_app/legal_basis",
        ),
        21: (
            *_RULES,
            _TABLES,
            _NOTICES,
            "tests/workdays",
            _SHARING,
            "tests/workflow",
            _EMERGENCIES,
        ),
        22: (*_RULES, _TABLES, _SHARING, "tests/requests_app/delivery"),
        23: (_TABLES, "tests/workflow/test_local_rules.py"),
        24: (*_RULES, _TABLES, "tests/requests_app/return_flow"),
        25: (
            *_RULES,
            "tests/regulation/test_aggregation.py",
            _SHARING,
            "tests/requests_app/use_changes",
            "tests/requests_app/delivery",
            _EMERGENCIES,
        ),
        26: (*_RULES, _TABLES, "tests/requests_app/corrections"),
        27: (*_RULES, _TABLES, _SHARING, "tests/requests_app/changes"),
        28: (*_RULES, "tests/requests_app/disputes", _DEPARTMENTS),
        29: (
            *_RULES,
            _TABLES,
            "tests/audit",
            "tests/requests_app/delivery",
            "tests/requests_app/records",
            "tests/requests_app/stops",
            _OVERSIGHT,
            "tests/requests_app/inspections",
        ),
        30: (*_RULES, _PLATFORMS, "tests/requests_app/delivery/test_township.py"),
        31: (*_RULES, _TABLES, _NOTICES, _PLATFORMS),
        32: (*_RULES, _PLATFORMS),
        34: (*_RULES, "tests/regulation/test_incident.py", _LEDGER, _INCIDENTS),
        35: (*_RULES, _TABLES, _NOTICES, _EMERGENCIES, _INCIDENTS),
        36: (*_RULES, _DEPARTMENTS),
        37: (
            *_RULES,
            _TABLES,
            _NOTICES,
            "tests/regulation/test_codes.py",
            _DIRECTORIES,
            "tests/requests_app/lookups",
            "tests/requests_app/complaints",
        ),
        38: (_OVERSIGHT,),
        39: (_LEDGER, _OVERSIGHT),
        40: (_LEDGER, _OVERSIGHT),
        41: (_LEDGER, _OVERSIGHT),
        42: (_LEDGER,),
        43: (_DEPARTMENTS,),
        44: ("tests/regulation/test_articles.py",),
    }
)
