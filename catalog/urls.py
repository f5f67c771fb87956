"""Mount: the catalog's pages."""

from django.urls import path

from catalog.bulk_edits import pages as bulk_edits
from catalog.directories import pages
from catalog.entry_templates import pages as entry_templates
from catalog.exchange import pages as exchange
from catalog.exchange.api import CkanViewSet, DcatViewSet
from catalog.imports import pages as imports
from catalog.internal_rules import pages as internal_rules
from catalog.norms import pages as norms
from catalog.platforms import pages as platforms
from catalog.quality import pages as quality
from catalog.questions import pages as questions
from catalog.registries import pages as registries
from catalog.saved_searches import pages as saved_searches
from catalog.sources import pages as sources
from catalog.standards import pages as standards
from catalog.subjects import pages as subjects
from catalog.withdrawals import pages as withdrawals

app_name = "catalog"
_ckan = CkanViewSet.as_view({"get": "read", "post": "read_posted"})
urlpatterns = [
    path("registries/", registries.RegistryListPage.as_view(), name="registries"),
    path("registries/<slug:registry>/", registries.RegistryPage.as_view(), name="registry"),
    path("catalog.ttl", DcatViewSet.as_view({"get": "whole"}), name="feed-ttl"),
    path(
        "catalog.jsonld",
        DcatViewSet.as_view({"get": "whole"}, ending="jsonld"),
        name="feed-jsonld",
    ),
    path("catalog/<str:slug>.ttl", DcatViewSet.as_view({"get": "one"}), name="entry-ttl"),
    path(
        "catalog/<str:slug>.jsonld",
        DcatViewSet.as_view({"get": "one"}, ending="jsonld"),
        name="entry-jsonld",
    ),
    path("api/action/<slug:name>", _ckan, name="ckan"),
    path("api/3/action/<slug:name>", _ckan, name="ckan-3"),
    path("catalog/", pages.EntryListPage.as_view(), name="entry-list"),
    path(
        "saved-searches/",
        saved_searches.SavedSearchListPage.as_view(),
        name="saved-search-list",
    ),
    path(
        "saved-searches/new/",
        saved_searches.NewSavedSearchPage.as_view(),
        name="saved-search-new",
    ),
    path(
        "saved-searches/<int:pk>/drop/",
        saved_searches.DropSavedSearchPage.as_view(),
        name="saved-search-drop",
    ),
    path("entry-suggestions/", pages.SuggestionPage.as_view(), name="entry-suggestions"),
    path("catalog/<str:slug>/", pages.EntryPage.as_view(), name="entry"),
    path("catalog/<str:slug>/compare/", pages.EntryComparePage.as_view(), name="entry-compare"),
    path(
        "catalog/<str:slug>/table-schema.json",
        pages.TableSchemaPage.as_view(),
        name="entry-table-schema",
    ),
    path(
        "catalog/<str:slug>/questions/",
        questions.EntryQuestionsPage.as_view(),
        name="entry-questions",
    ),
    path("catalog-template/workbook/", imports.TemplateFilePage.as_view(), name="entry-workbook"),
    path(
        "catalog-template/table/",
        imports.TemplateFilePage.as_view(ending="csv"),
        name="entry-table",
    ),
    path("imports/", imports.ImportListPage.as_view(), name="import-list"),
    path("imports/new/", imports.NewImportPage.as_view(), name="import-new"),
    path("imports/<str:number>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<str:number>/rows/", imports.ImportRowsPage.as_view(), name="import-rows"),
    path(
        "imports/<str:number>/rejected-rows/",
        imports.RejectedFilePage.as_view(),
        name="import-rejected",
    ),
    path("imports/<str:number>/<slug:step>/", imports.ImportStepPage.as_view(), name="import-step"),
    path("harvest-sources/", exchange.SourceListPage.as_view(), name="harvest-source-list"),
    path("harvest-sources/new/", exchange.NewSourcePage.as_view(), name="harvest-source-new"),
    path("harvest-sources/<str:number>/", exchange.SourcePage.as_view(), name="harvest-source"),
    path(
        "harvest-sources/<str:number>/findings/",
        exchange.SourceFindingsPage.as_view(),
        name="harvest-source-findings",
    ),
    path(
        "harvest-sources/<str:number>/vanished/",
        exchange.SourceVanishedPage.as_view(),
        name="harvest-source-vanished",
    ),
    path(
        "harvest-sources/<str:number>/<slug:step>/",
        exchange.SourceStepPage.as_view(),
        name="harvest-source-step",
    ),
    path("bulk-edits/", bulk_edits.BulkEditListPage.as_view(), name="bulk-edit-list"),
    path("bulk-edits/choose/", bulk_edits.ChooseEntriesPage.as_view(), name="bulk-edit-choose"),
    path("bulk-edits/new/", bulk_edits.NewBulkEditPage.as_view(), name="bulk-edit-new"),
    path("bulk-edits/<str:number>/", bulk_edits.BulkEditPage.as_view(), name="bulk-edit"),
    path(
        "bulk-edits/<str:number>/rows/",
        bulk_edits.BulkEditRowsPage.as_view(),
        name="bulk-edit-rows",
    ),
    path(
        "bulk-edits/<str:number>/<slug:step>/",
        bulk_edits.BulkEditStepPage.as_view(),
        name="bulk-edit-step",
    ),
    path(
        "entry-templates/",
        entry_templates.EntryTemplateListPage.as_view(),
        name="entry-template-list",
    ),
    path(
        "entry-templates/new/",
        entry_templates.NewEntryTemplatePage.as_view(),
        name="entry-template-new",
    ),
    path(
        "entry-templates/<str:number>/",
        entry_templates.EntryTemplatePage.as_view(),
        name="entry-template",
    ),
    path(
        "entry-templates/<str:number>/<slug:step>/",
        entry_templates.EntryTemplateStepPage.as_view(),
        name="entry-template-step",
    ),
    path("source-designations/", sources.DesignationListPage.as_view(), name="designation-list"),
    path("source-designations/new/", sources.NewDesignationPage.as_view(), name="designation-new"),
    path(
        "source-designations/contested/",
        sources.ContestedPage.as_view(),
        name="designation-contested",
    ),
    path(
        "source-designations/<str:number>/",
        sources.DesignationPage.as_view(),
        name="designation",
    ),
    path(
        "source-designations/<str:number>/<slug:step>/",
        sources.DesignationStepPage.as_view(),
        name="designation-step",
    ),
    path("classifications/", subjects.TreePage.as_view(), name="classification-list"),
    path(
        "classifications/new/", subjects.NewClassificationPage.as_view(), name="classification-new"
    ),
    path(
        "classifications/<str:number>/",
        subjects.ClassificationPage.as_view(),
        name="classification",
    ),
    path(
        "classifications/<str:number>/<slug:step>/",
        subjects.ClassificationStepPage.as_view(),
        name="classification-step",
    ),
    path("withdrawals/", withdrawals.WithdrawalListPage.as_view(), name="withdrawal-list"),
    path("withdrawals/new/", withdrawals.NewWithdrawalPage.as_view(), name="withdrawal-new"),
    path("withdrawals/<str:number>/", withdrawals.WithdrawalPage.as_view(), name="withdrawal"),
    path(
        "withdrawals/<str:number>/<slug:step>/",
        withdrawals.WithdrawalStepPage.as_view(),
        name="withdrawal-step",
    ),
    path(
        "internal-rules/",
        internal_rules.InternalRuleListPage.as_view(),
        name="internal-rule-list",
    ),
    path(
        "internal-rules/new/",
        internal_rules.NewInternalRulePage.as_view(),
        name="internal-rule-new",
    ),
    path(
        "internal-rules/departments/",
        internal_rules.FiledListPage.as_view(),
        name="internal-rule-filed-list",
    ),
    path(
        "internal-rules/departments/table/",
        internal_rules.FiledReportPage.as_view(),
        name="internal-rule-table",
    ),
    path(
        "internal-rules/departments/workbook/",
        internal_rules.FiledReportPage.as_view(ending="xlsx"),
        name="internal-rule-workbook",
    ),
    path(
        "internal-rules/departments/<str:code>/",
        internal_rules.DepartmentRulesPage.as_view(),
        name="internal-rule-department",
    ),
    path(
        "internal-rules/<str:number>/",
        internal_rules.InternalRulePage.as_view(),
        name="internal-rule",
    ),
    path(
        "internal-rules/<str:number>/<slug:step>/",
        internal_rules.InternalRuleStepPage.as_view(),
        name="internal-rule-step",
    ),
    path("quality-reports/", quality.QualityReportListPage.as_view(), name="quality-report-list"),
    path("quality-reports/new/", quality.NewQualityReportPage.as_view(), name="quality-report-new"),
    path("quality-reports/due/", quality.QualityDueListPage.as_view(), name="quality-due-list"),
    path("quality-reports/mend-first/", quality.MendFirstPage.as_view(), name="quality-mend-list"),
    path(
        "quality-reports/value-checks/",
        quality.RuleFindingListPage.as_view(),
        name="rule-finding-list",
    ),
    path(
        "quality-reports/departments/",
        quality.QualityFigureListPage.as_view(),
        name="quality-figure-list",
    ),
    path(
        "quality-reports/<str:number>/", quality.QualityReportPage.as_view(), name="quality-report"
    ),
    path(
        "quality-reports/<str:number>/<slug:step>/",
        quality.QualityReportStepPage.as_view(),
        name="quality-report-step",
    ),
    path(
        "quality-requirements/",
        quality.QualityRequirementListPage.as_view(),
        name="quality-requirement-list",
    ),
    path(
        "quality-requirements/new/",
        quality.NewQualityRequirementPage.as_view(),
        name="quality-requirement-new",
    ),
    path(
        "quality-requirements/<str:number>/",
        quality.QualityRequirementPage.as_view(),
        name="quality-requirement",
    ),
    path(
        "quality-requirements/<str:number>/<slug:step>/",
        quality.QualityRequirementStepPage.as_view(),
        name="quality-requirement-step",
    ),
    path("questions/", questions.QuestionListPage.as_view(), name="question-list"),
    path("questions/new/", questions.NewQuestionPage.as_view(), name="question-new"),
    path(
        "questions/departments/",
        questions.PunctualityPage.as_view(),
        name="question-departments",
    ),
    path("questions/<str:number>/", questions.QuestionPage.as_view(), name="question"),
    path(
        "questions/<str:number>/<slug:step>/",
        questions.QuestionStepPage.as_view(),
        name="question-step",
    ),
    path("norms/", norms.NormListPage.as_view(), name="norm-list"),
    path("norms/new/", norms.NewNormPage.as_view(), name="norm-new"),
    path("norms/<str:number>/", norms.NormPage.as_view(), name="norm"),
    path("norms/<str:number>/<slug:step>/", norms.NormStepPage.as_view(), name="norm-step"),
    path("standards/", standards.StandardListPage.as_view(), name="standard-list"),
    path("standards/new/", standards.NewStandardPage.as_view(), name="standard-new"),
    path("standards/<str:number>/", standards.StandardPage.as_view(), name="standard"),
    path(
        "standards/<str:number>/<slug:step>/",
        standards.StandardStepPage.as_view(),
        name="standard-step",
    ),
    path("standard-codes/", standards.CodeListPage.as_view(), name="standard-code-list"),
    path("platforms/", platforms.PlatformListPage.as_view(), name="platform-list"),
    path("platforms/new/", platforms.NewPlatformPage.as_view(), name="platform-new"),
    path("platforms/<str:number>/", platforms.PlatformPage.as_view(), name="platform"),
    path(
        "platforms/<str:number>/<slug:step>/",
        platforms.PlatformStepPage.as_view(),
        name="platform-step",
    ),
]
