"""CatalogConfig: departments, regions and their data directories."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Who and what: imports the kernel only."""

    name = "catalog"
    verbose_name = _("data directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the gate ask this app about people, and new departments enter published scopes."""
        from catalog.departments.actions import register_opening
        from catalog.departments.queries import (
            People,
            acting_people,
            appointment_columns,
            places,
        )
        from catalog.departments.show import (
            department_doors,
            department_names,
            department_parts,
            page_frame,
        )
        from catalog.directories.actions import (
            extend_scopes_to,
            flag_repeal,
            register_publication_facts,
        )
        from catalog.directories.comparing_show import since_published, version_table
        from catalog.directories.queries import counted_by_classification
        from catalog.directories.show import (
            carried_parts,
            entry_doors,
            freshness_parts,
            start_door_sources,
            use_parts,
            version_doors,
            version_parts,
        )
        from catalog.directories.starting import register_start
        from catalog.entry_templates.show import start_door, template_door, template_start
        from catalog.internal_rules.show import rule_parts
        from catalog.norms.repeals import register_repeal
        from catalog.platforms import actions as platforms
        from catalog.platforms.models import Platform
        from catalog.platforms.show import platform_door
        from catalog.quality.show import quality_parts
        from catalog.questions.show import question_parts
        from catalog.sources.queries import publication_facts
        from catalog.sources.show import source_parts
        from catalog.subjects.above import register_entries
        from catalog.withdrawals.show import withdrawal_door, withdrawal_parts
        from portal.accounts.authentication import register_appointment
        from portal.interfaces.matters import register_parts
        from portal.interfaces.pages import register_frame
        from portal.interfaces.show import register_acting_events, register_department_names
        from portal.workflow.actor import register_people
        from portal.workflow.due import register_places

        register_people(People())
        register_places(places)
        register_appointment(appointment_columns)
        register_department_names(department_names)
        register_acting_events(acting_people)
        register_frame(page_frame)
        register_opening(extend_scopes_to)
        register_repeal(flag_repeal)
        register_repeal(platforms.flag_repeal)
        register_publication_facts(publication_facts)
        register_entries(counted_by_classification)
        department_parts[:] = [rule_parts]
        version_parts[:] = [
            since_published,
            use_parts,
            source_parts,
            question_parts,
            quality_parts,
            freshness_parts,
            withdrawal_parts,
            version_table,
        ]
        entry_doors[:] = [withdrawal_door]
        version_doors[:] = [template_door]
        start_door_sources[:] = [start_door]
        register_start("template", template_start)
        department_doors[:] = [platform_door]
        register_parts(Platform, carried_parts)
