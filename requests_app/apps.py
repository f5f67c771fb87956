"""RequestsConfig: the sharing loop."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """Requests, agreements, supply and delivery."""

    name = "requests_app"
    verbose_name = _("sharing")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the matters below what the upper domains show on their pages, and take over."""
        from catalog.directories import above
        from catalog.directories.show import entry_doors, version_parts, withheld_links
        from catalog.norms.models import Norm
        from catalog.norms.repeals import register_repeal
        from catalog.quality.above import (
            register_agreements,
            register_corrections,
            register_users,
        )
        from catalog.withdrawals.uses import Kind, register_uses
        from portal.interfaces.matters import register_parts
        from portal.interfaces.pages import register_frame_part
        from portal.interfaces.workbench import register_charts, register_news
        from requests_app.baskets.show import basket_frame
        from requests_app.changes import actions as changes
        from requests_app.changes.show import change_parts
        from requests_app.corrections.models import Correction
        from requests_app.corrections.queries import counted_under
        from requests_app.corrections.show import correction_parts, correction_ways
        from requests_app.criticisms.models import Criticism
        from requests_app.criticisms.show import criticism_parts
        from requests_app.dashboards.show import charts
        from requests_app.delivery import actions as delivery
        from requests_app.delivery.look_show import sample_parts
        from requests_app.delivery.show import delivery_parts
        from requests_app.demands.show import demand_ways
        from requests_app.disputes import actions as disputes
        from requests_app.disputes.models import Dispute
        from requests_app.disputes.queries import disputed_under
        from requests_app.disputes.show import (
            challenge_links,
            challenge_ways,
            class_parts,
            dispute_parts,
        )
        from requests_app.documents.show import document_parts
        from requests_app.emergencies.queries import releases_under
        from requests_app.emergencies.show import entry_links as emergency_links
        from requests_app.evidence.show import evidence_parts
        from requests_app.incidents.show import entry_links as incident_links
        from requests_app.incidents.show import incident_parts
        from requests_app.inspections.queries import visible_to as inspections_visible_to
        from requests_app.notices.show import latest, notice_frame
        from requests_app.oversight.models import Breach
        from requests_app.oversight.queries import register_subject
        from requests_app.records.show import record_parts
        from requests_app.return_flow.queries import flows_under
        from requests_app.return_flow.show import entry_links
        from requests_app.sharing import succession
        from requests_app.sharing.entry_show import entry_ways, uses
        from requests_app.sharing.legal_basis import flag_repeal
        from requests_app.sharing.legal_basis_show import basis_parts, resting_parts
        from requests_app.sharing.models import SharingAgreement, SharingRequest
        from requests_app.sharing.queries import (
            asked_under,
            entries_used_by,
            in_use,
            live_under,
            standing_of,
        )
        from requests_app.sharing.stopping_show import stopped_parts, touched_parts
        from requests_app.stops.models import DeliveryStop
        from requests_app.use_changes.models import UseChange
        from requests_app.use_changes.show import use_change_parts

        register_parts(
            SharingAgreement,
            stopped_parts,
            basis_parts,
            delivery_parts,
            use_change_parts,
            record_parts,
            change_parts,
            correction_parts,
            dispute_parts,
            incident_parts,
            document_parts,
            evidence_parts,
        )
        register_parts(SharingRequest, dispute_parts, document_parts)
        register_parts(Norm, resting_parts)
        register_repeal(flag_repeal)
        register_parts(DeliveryStop, touched_parts)
        register_parts(Correction, document_parts)
        register_parts(Dispute, document_parts)
        register_parts(UseChange, document_parts)
        register_parts(Breach, criticism_parts, document_parts)
        register_parts(Criticism, document_parts)
        register_subject("requests_app.inspection", inspections_visible_to)
        succession.followers[:] = [delivery.carry_over, changes.carry_over, disputes.carry_over]
        ways = (entry_ways, correction_ways, demand_ways, challenge_ways)
        for door in (*ways, entry_links, emergency_links, incident_links):
            if door not in entry_doors:
                entry_doors.append(door)
        withheld_links[:] = [challenge_links]
        above.register_uses(uses)
        for part in (sample_parts, class_parts):
            if part not in version_parts:
                version_parts.append(part)
        register_uses(Kind.LIVE, live_under)
        register_uses(Kind.LIVE, flows_under)
        register_uses(Kind.LIVE, releases_under)
        register_uses(Kind.ASKED, asked_under)
        register_uses(Kind.ASKED, disputed_under)
        register_corrections(counted_under)
        register_users(entries_used_by)
        register_agreements(in_use)
        above.register_standing(standing_of)
        register_frame_part(basket_frame)
        register_frame_part(notice_frame)
        register_news(latest)
        register_charts(charts)
