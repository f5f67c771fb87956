"""Mount: imports the domains' admin modules."""

from catalog.bulk_edits import admin as bulk_edits_admin
from catalog.departments import admin as departments_admin
from catalog.directories import admin as directories_admin
from catalog.entry_templates import admin as entry_templates_admin
from catalog.exchange import admin as exchange_admin
from catalog.imports import admin as imports_admin
from catalog.internal_rules import admin as internal_rules_admin
from catalog.norms import admin as norms_admin
from catalog.platforms import admin as platforms_admin
from catalog.quality import admin as quality_admin
from catalog.questions import admin as questions_admin
from catalog.regions import admin as regions_admin
from catalog.sources import admin as sources_admin
from catalog.standards import admin as standards_admin
from catalog.subjects import admin as subjects_admin
from catalog.withdrawals import admin as withdrawals_admin

__all__ = [
    "bulk_edits_admin",
    "departments_admin",
    "directories_admin",
    "entry_templates_admin",
    "exchange_admin",
    "imports_admin",
    "internal_rules_admin",
    "norms_admin",
    "platforms_admin",
    "quality_admin",
    "questions_admin",
    "regions_admin",
    "sources_admin",
    "standards_admin",
    "subjects_admin",
    "withdrawals_admin",
]
