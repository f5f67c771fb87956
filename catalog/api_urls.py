"""Mount: the catalog's viewsets under /api/v1/."""

from rest_framework.routers import SimpleRouter

from catalog.bulk_edits.api import BulkEditViewSet
from catalog.departments.api import DepartmentViewSet
from catalog.directories.api import EntryVersionViewSet, EntryViewSet
from catalog.entry_templates.api import EntryTemplateViewSet
from catalog.exchange.api import HarvestSourceViewSet
from catalog.imports.api import ImportViewSet, TemplateViewSet
from catalog.internal_rules.api import FiledViewSet, InternalRuleViewSet
from catalog.norms.api import NormViewSet
from catalog.platforms.api import PlatformViewSet
from catalog.quality.api import (
    QualityFigureViewSet,
    QualityReportDueViewSet,
    QualityReportViewSet,
    QualityRequirementViewSet,
    QualityScoreViewSet,
    RuleFindingViewSet,
)
from catalog.questions.api import QuestionViewSet
from catalog.sources.api import DesignationViewSet
from catalog.standards.api import StandardCodeViewSet, StandardViewSet
from catalog.subjects.api import ClassificationViewSet
from catalog.withdrawals.api import EntryWithdrawalViewSet

router = SimpleRouter()
router.register("entries-template", TemplateViewSet, basename="entries-template")
router.register("imports", ImportViewSet, basename="import")
router.register("harvest-sources", HarvestSourceViewSet, basename="harvest-source")
router.register("bulk-edits", BulkEditViewSet, basename="bulk-edit")
router.register("entry-templates", EntryTemplateViewSet, basename="entry-template")
router.register("entries", EntryViewSet, basename="entry")
router.register("entry-versions", EntryVersionViewSet, basename="entry-version")
router.register("departments", DepartmentViewSet, basename="department")
router.register("source-designations", DesignationViewSet, basename="source-designation")
router.register("norms", NormViewSet, basename="norm")
router.register("platforms", PlatformViewSet, basename="platform")
router.register("standards", StandardViewSet, basename="standard")
router.register("classifications", ClassificationViewSet, basename="classification")
router.register("standard-codes", StandardCodeViewSet, basename="standard-code")
router.register("internal-rules", InternalRuleViewSet, basename="internal-rule")
router.register("internal-rules-on-file", FiledViewSet, basename="internal-rules-on-file")
router.register("quality-reports", QualityReportViewSet, basename="quality-report")
router.register("quality-reports-due", QualityReportDueViewSet, basename="quality-report-due")
router.register("quality-scores", QualityScoreViewSet, basename="quality-score")
router.register("rule-findings", RuleFindingViewSet, basename="rule-finding")
router.register("quality-figures", QualityFigureViewSet, basename="quality-figure")
router.register("quality-requirements", QualityRequirementViewSet, basename="quality-requirement")
router.register("questions", QuestionViewSet, basename="question")
router.register("withdrawals", EntryWithdrawalViewSet, basename="withdrawal")
urlpatterns = router.urls
