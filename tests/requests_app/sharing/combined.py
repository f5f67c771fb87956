"""A second entry whose records join with the registry's, and a request for it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.directories.actions import Item
from catalog.models import EntryVersion
from portal.regulation.vocabulary import ItemDecision
from requests_app.models import SharingAgreement, SharingRequest
from requests_app.sharing import actions, aggregation
from requests_app.sharing.actions import Answer
from tests import story
from tests.cast import Cast

SHAREHOLDERS = (
    # Written with a blank: the same item all the same (Art. 19).
    Item(name="统一社会 信用代码", column_name="code", is_key=True),
    Item(name="股东姓名", column_name="holder", is_personal=True),
    Item(name="出资额", column_name="share"),
)
CODE = "统一社会 信用代码"


def publish(cast: Cast) -> EntryVersion:
    """The market regulator publishes who holds the enterprises of the registry."""
    return story.publish(
        cast, story.enterprise_registry(name="企业股东出资信息", items=SHAREHOLDERS)
    )


def ask(
    cast: Cast, version: EntryVersion, columns: tuple[str, ...] = ("code", "holder", "share")
) -> SharingRequest:
    """The labour department asks for it, and the provider reviews."""
    items = dict(version.items.values_list("column_name", "pk"))
    registry = EntryVersion.objects.get(name="企业登记基本信息")
    application = replace(
        story.application(cast, registry),
        columns={items[name]: "核验股东" for name in columns},
        rows=(),
    )
    made = actions.apply(
        requester_id=cast.labour.pk,
        version_id=version.pk,
        application=application,
        actor=cast.actor("labour_clerk"),
        now=cast.now,
    )
    story.send(cast, made)
    actions.open_review(pk=made.pk, actor=cast.actor("market_reviewer"), now=cast.now)
    return SharingRequest.objects.get(pk=made.pk)


def assess(cast: Cast, request: SharingRequest, result: str = "ACCEPTABLE") -> None:
    """The provider's assessor judges what the data add up to."""
    aggregation.assess_aggregation(
        pk=request.pk,
        result=result,
        finding="关联后可推知个人持股情况，仅限逐笔核验。",
        actor=cast.actor("market_assessor"),
        now=cast.now,
    )


def propose(cast: Cast, request: SharingRequest, *refused: str) -> None:
    """The reviewer proposes yes, but for the columns named."""
    decisions: dict[int, Any] = {
        row.pk: ItemDecision.REFUSE if row.item.column_name in refused else ItemDecision.AGREE
        for row in request.items.select_related("item")
    }
    actions.propose_answer(
        pk=request.pk,
        answer=Answer(kind="AGREE", decisions=decisions, text="部分不同意。" if refused else ""),
        actor=cast.actor("market_reviewer"),
        now=cast.now,
    )


def consent(cast: Cast, request: SharingRequest) -> SharingAgreement:
    """The head of the provider's office consents."""
    head = cast.actor("market_office_head")
    return actions.consent_to_agree(pk=request.pk, actor=head, now=cast.now)


def put_into_use(cast: Cast, agreement: SharingAgreement, folder: Path) -> SharingAgreement:
    """One row is loaded, and the provider opens access."""
    path = folder / "holders.csv"
    header = ",".join(item.name for item in SHAREHOLDERS)
    path.write_text(f"{header}\nTEST00000000000003,甲某,五十万\n", encoding="utf-8")
    story.load(cast, agreement.entry_version, path)
    return story.put_into_use(cast, agreement)
