"""Security incidents of the demo city: handled, contained, concluded with and without a fault."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.regulation.agreement import State as AgreementState
from portal.regulation.incident import Body, Fault, Kind
from portal.regulation.vocabulary import LifecycleStage
from requests_app.incidents import actions
from requests_app.incidents.actions import Happening
from requests_app.incidents.models import SecurityIncident
from requests_app.management.demo.city import City
from requests_app.management.demo.sharing import Part
from requests_app.management.demo.timeline import Story
from requests_app.management.demo.wishes import ENTERPRISES, FOOD, PARKING, RESIDENTS
from requests_app.sharing.models import SharingAgreement


@dataclass
class Trouble:
    """One incident with all who take part in it; ``by`` reports it."""

    city: City
    by: str
    entry: str
    stage: LifecycleStage
    kind: Kind
    description: str
    is_shared: bool = False
    pk: int = 0

    def report(self, day: int, *, by_user: bool = False) -> Part[None]:
        """A clerk tells of it an hour after the discovery, with the plan running."""
        yield self.city.timeline.at(day)
        now = self.city.now
        agreement = self._agreement() if self.is_shared else None
        by = agreement.requester.code if agreement and by_user else self.by
        made = actions.report_incident(
            happening=Happening(
                stage=self.stage,
                kind=self.kind,
                description=self.description,
                discovered_at=now - timedelta(hours=1),
                plan_started_at=now - timedelta(minutes=50),
            ),
            entry_id=None if agreement else self.city.live(self.entry).entry_id,
            agreement_id=agreement.pk if agreement else None,
            actor=self.city.actor(by, "jingban"),
            now=now,
        )
        self.pk = made.pk

    def measure(self, text: str) -> Part[None]:
        """The department answerable records what it did."""
        yield self.city.timeline.soon()
        actions.record_measure(measure=text, **self._by_answerable())

    def tell(self, body: Body, number: int) -> Part[None]:
        """It reports to a body."""
        yield self.city.timeline.soon()
        at = self._by_answerable()
        document = f"信息安全〔{self.city.now:%Y}〕{number}号"
        actions.report_to_body(body=body, told_at=self.city.now, document_number=document, **at)

    def contain(self, text: str) -> Part[None]:
        """It is contained."""
        yield self.city.timeline.soon()
        actions.contain(containment=text, **self._by_answerable())

    def close(self, day: int, cause: str, conclusion: str, fault: Fault) -> Part[None]:
        """The authority concludes it."""
        yield self.city.timeline.at(day)
        actions.close_incident(
            pk=self.pk,
            cause=cause,
            conclusion=conclusion,
            fault=fault,
            actor=self.city.actor("SJJ", "zhuguan"),
            now=self.city.now,
        )

    def _agreement(self) -> SharingAgreement:
        """The first agreement in use by which a department of the city has the entry."""
        found = SharingAgreement.objects.filter(
            entry_version__entry=self.city.entries[self.entry],
            requester__region__code="310000",
            status=AgreementState.IN_USE,
        )
        return found.select_related("requester").order_by("pk")[0]

    def _by_answerable(self) -> dict[str, Any]:
        incident = SecurityIncident.objects.select_related("answerable").get(pk=self.pk)
        actor = self.city.actor(incident.answerable.code, "jigou")
        return {"pk": self.pk, "actor": actor, "now": self.city.now}


def just_told(trouble: Trouble) -> Story:
    """Told this morning; the first measure is taken."""
    yield from trouble.report(0)
    yield from trouble.measure("已停用涉事账号，导出近三十日访问日志备查。")


def unreported(trouble: Trouble) -> Story:
    """Told three days ago, and no body has been told yet."""
    yield from trouble.report(-3)
    yield from trouble.measure("已隔离涉事终端，正在核实影响范围。")


def contained(trouble: Trouble) -> Story:
    """Reported and contained; the authority is to conclude it."""
    yield from trouble.report(-4, by_user=True)
    yield from trouble.measure("已撤销涉事人员访问权限，更换接口密钥。")
    yield from trouble.tell(Body.AUTHORITY, 3)
    yield from trouble.tell(Body.CYBERSPACE, 4)
    yield from trouble.contain("经排查，未发现数据外泄，漏洞已修复。")


def at_fault(trouble: Trouble) -> Story:
    """Concluded: the user had not kept the data as required."""
    yield from trouble.report(-30, by_user=True)
    yield from trouble.measure("已追回移动存储介质，封存涉事终端。")
    yield from trouble.tell(Body.PUBLIC_SECURITY, 1)
    yield from trouble.contain("介质已追回，经鉴定数据未被复制。")
    yield from trouble.close(
        -24,
        "经办人员违规将共享数据拷贝至个人存储介质。",
        "经核查，情况属实，责任部门未落实介质管理要求，应当限期完善安全管理制度。",
        Fault.FOUND,
    )


def without_fault(trouble: Trouble) -> Story:
    """Concluded: nothing could have prevented it."""
    yield from trouble.report(-50)
    yield from trouble.measure("已切换备用链路，恢复受损数据。")
    yield from trouble.tell(Body.AUTHORITY, 2)
    yield from trouble.contain("已由备份恢复，经比对数据完整。")
    yield from trouble.close(
        -45,
        "机房外部供电中断，存储设备损坏。",
        "经核查，责任部门已按规定备份并及时恢复，数据完整，事件办结。",
        Fault.NONE,
    )


def _troubles(city: City) -> Iterable[tuple[Callable[[Trouble], Story], Trouble]]:
    stage, kind = LifecycleStage, Kind
    said = "监测发现接口账号在非工作时间被异常调用。"
    yield just_told, Trouble(city, "SCJG", ENTERPRISES, stage.SHARING, kind.ILLEGAL_USE, said)
    said = "核对发现部分许可信息与业务系统不一致，疑似被篡改。"
    yield unreported, Trouble(city, "SCJG", FOOD, stage.STORAGE, kind.TAMPERING, said)
    said = "安全检查发现查询终端存在越权导出漏洞。"
    user = Trouble(city, "RSJ", ENTERPRISES, stage.USE, kind.LEAK, said, is_shared=True)
    yield contained, user
    said = "存有共享数据的移动存储介质遗失。"
    user = Trouble(city, "RSJ", RESIDENTS, stage.USE, kind.LEAK, said, is_shared=True)
    yield at_fault, user
    said = "存储设备故障，部分停车场数据损坏。"
    yield without_fault, Trouble(city, "JTW", PARKING, stage.STORAGE, kind.DAMAGE, said)


def tell_all(city: City) -> None:
    """Begin the story of every incident."""
    for tale, trouble in _troubles(city):
        city.timeline.tell(tale(trouble))
