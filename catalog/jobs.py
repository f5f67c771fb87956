"""Mount: imports the domains' jobs for the worker."""

from catalog.bulk_edits import jobs as bulk_edits_jobs
from catalog.departments import jobs as departments_jobs
from catalog.directories import jobs as directories_jobs
from catalog.exchange import jobs as exchange_jobs
from catalog.imports import jobs as imports_jobs
from catalog.platforms import jobs as platforms_jobs
from catalog.quality import jobs as quality_jobs
from catalog.questions import jobs as questions_jobs
from catalog.withdrawals import jobs as withdrawals_jobs

__all__ = [
    "bulk_edits_jobs",
    "departments_jobs",
    "directories_jobs",
    "exchange_jobs",
    "imports_jobs",
    "platforms_jobs",
    "quality_jobs",
    "questions_jobs",
    "withdrawals_jobs",
]
