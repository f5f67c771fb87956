"""The catalog's tables, re-exported where Django looks for them."""

from catalog.bulk_edits.models import BulkEdit, BulkEditRow
from catalog.departments.models import (
    ContractorEngagement,
    Department,
    DepartmentGrant,
    DepartmentName,
    DepartmentSystem,
    Membership,
)
from catalog.directories.models import (
    Assessment,
    ConditionOfUse,
    DataItem,
    DataResource,
    DataVersion,
    DirectoryEntry,
    EntryGrant,
    EntryVersion,
    UpdateTrigger,
)
from catalog.entry_templates.models import EntryTemplate
from catalog.exchange.models import (
    HarvestFinding,
    HarvestRun,
    HarvestSource,
    SourceRecord,
    UnresolvedName,
)
from catalog.imports.models import CatalogImport, ColumnMemory, ImportLine
from catalog.internal_rules.models import InternalRule
from catalog.norms.models import Norm
from catalog.platforms.models import Platform, PlatformConnection
from catalog.quality.models import (
    DataCheck,
    MendRank,
    QualityFigure,
    QualityFinding,
    QualityMeasure,
    QualityReport,
    QualityRequirement,
    RuleFinding,
)
from catalog.questions.models import Question, QuestionMessage
from catalog.regions.models import Region
from catalog.saved_searches.models import SavedSearch
from catalog.search.models import EntryIndex
from catalog.sources.models import SourceDesignation
from catalog.standards.models import Standard, StandardCode
from catalog.subjects.models import Classification
from catalog.withdrawals.models import EntryWithdrawal

__all__ = [
    "Assessment",
    "BulkEdit",
    "BulkEditRow",
    "CatalogImport",
    "Classification",
    "ColumnMemory",
    "ConditionOfUse",
    "ContractorEngagement",
    "DataCheck",
    "DataItem",
    "DataResource",
    "DataVersion",
    "Department",
    "DepartmentGrant",
    "DepartmentName",
    "DepartmentSystem",
    "DirectoryEntry",
    "EntryGrant",
    "EntryIndex",
    "EntryTemplate",
    "EntryVersion",
    "EntryWithdrawal",
    "HarvestFinding",
    "HarvestRun",
    "HarvestSource",
    "ImportLine",
    "InternalRule",
    "Membership",
    "MendRank",
    "Norm",
    "Platform",
    "PlatformConnection",
    "QualityFigure",
    "QualityFinding",
    "QualityMeasure",
    "QualityReport",
    "QualityRequirement",
    "Question",
    "QuestionMessage",
    "Region",
    "RuleFinding",
    "SavedSearch",
    "SourceDesignation",
    "SourceRecord",
    "Standard",
    "StandardCode",
    "UnresolvedName",
    "UpdateTrigger",
]
