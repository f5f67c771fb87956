"""Quality in the demo city: what some entries require, and reports with and without faults."""

from datetime import timedelta

from catalog.quality import actions
from catalog.quality.actions import Report
from portal.regulation.quality import Finding
from portal.regulation.vocabulary import LifecycleStage
from portal.workdays.arithmetic import local_day
from requests_app.management.demo.city import City
from requests_app.management.demo.timeline import Story

_L = LifecycleStage
REQUIRED, CHANGED, DROPPED = -140, -70, -30
#: Entry → when it is reported on, the stage at fault with its words, what was mended.
_REPORTS = {
    "食品生产许可证信息": (-50, None, ""),
    "社会组织年度检查结果": (
        -25,
        (_L.PROCESSING, "部分统一社会信用代码未校验校验位。"),
        "已补充校验规则，重新校验全部记录。",
    ),
    "养老机构备案信息": (-6, (_L.STORAGE, "备份未按日执行。"), ""),
}
#: Entry → stage and requirement; the first is changed later, the last one dropped.
_REQUIREMENTS = {
    "食品生产许可证信息": (_L.COLLECTION, "许可证编号、统一社会信用代码完整率100%。"),
    "社会组织年度检查结果": (_L.PROCESSING, "统一社会信用代码须通过校验位校验。"),
    "养老机构备案信息": (_L.SHARING, "床位数与备案表一致。"),
}


def _required(city: City, name: str, place: int) -> Story:
    """Set by the compiler; one is changed, one dropped."""
    yield city.timeline.at(REQUIRED)
    stage, text = _REQUIREMENTS[name]
    compiler = city.actor(city.provider(name), "jingban")

    def set_it(words: str) -> int:
        made = actions.set_requirement(
            entry_id=city.entries[name],
            stage=stage,
            item_column="",
            text=words,
            actor=compiler,
            now=city.now,
        )
        return made.pk

    pk = set_it(text)
    if place == 0:
        yield city.timeline.at(CHANGED)
        set_it(f"{text}更新后2个工作日内完成复核。")
    if place == len(_REQUIREMENTS) - 1:
        yield city.timeline.at(DROPPED)
        note = "备案表已改为系统自动生成，无需另行核对。"
        actions.drop_requirement(pk=pk, note=note, actor=compiler, now=city.now)


def _reported(city: City, name: str) -> Story:
    """Reported by whoever supplies the data, and mended where something was at fault."""
    when, fault, mending = _REPORTS[name]
    yield city.timeline.at(when)
    findings = {stage.value: Finding("KEPT") for stage in _L}
    findings[_L.DESTRUCTION] = Finding("NOT_APPLICABLE")
    supplier = city.actor(city.provider(name), "shenhe")
    report = Report(findings)
    if fault is not None:
        stage, words = fault
        findings[stage] = Finding("NOT_KEPT", words)
        by = local_day(city.now) + timedelta(days=20)
        report = Report(findings, "明确专人负责，限期完成整改并复核。", by)
    pk = actions.report_quality(
        entry_id=city.entries[name], report=report, actor=supplier, now=city.now
    ).pk
    if mending:
        yield city.timeline.at(when + 8)
        actions.mend_quality(pk=pk, mending=mending, actor=supplier, now=city.now)


def tell_all(city: City) -> None:
    """Begin the story of every requirement and report."""
    for place, name in enumerate(_REQUIREMENTS):
        city.timeline.tell(_required(city, name, place))
    for name in _REPORTS:
        city.timeline.tell(_reported(city, name))
