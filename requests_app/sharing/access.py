"""Which application system's group may fetch under an agreement: opened and cut by its steps."""

from portal.regulation import reasons
from portal.workflow import grants
from portal.workflow.decision import Refused
from requests_app.sharing.models import AgreementGrant, SharingAgreement


def open_access(agreement: SharingAgreement) -> None:
    """Let the named system's group fetch.

    :raises Refused: no system is named.
    """
    if agreement.system is None:
        raise Refused(reasons.NO_APPLICATION_SYSTEM)
    grants.give(
        AgreementGrant,
        "receive_sharingagreement",
        object_id=agreement.pk,
        group_ids=[agreement.system.group_id],
    )


def cut_access(agreement: SharingAgreement) -> None:
    """Take every grant under the agreement back."""
    grants.take_back(AgreementGrant, "receive_sharingagreement", object_id=agreement.pk)
