"""Print docs/regulation/ from the regulation package; --check fails where a page is stale."""

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from portal.regulation import (
    acts,
    articles,
    deadlines,
    notices,
    particulars,
    proofs,
    reasons,
    switches,
)
from portal.regulation.machine import Machine, Transition

HEAD = "<!-- Printed by `manage.py regulation_docs`; change portal/regulation instead. -->\n\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    names = list(head)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _both(text: Any) -> str:
    """A lazy text in Chinese and English."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        english = str(text)
    return chinese if chinese == english else f"{chinese} / {english}"


def _deadlines() -> str:
    rows: list[tuple[Any, ...]] = [
        (
            each.code,
            _both(each.label),
            _both(each.starts),
            each.workdays,
            each.ceiling,
            each.owed_by.value,
            each.article.zh,
        )
        for each in deadlines.DEADLINES
    ]
    rows.append(
        (
            "D9",
            "使用记录保存 / keeping of use records",
            "见开关 P9 / see switch P9",
            f"≥ {deadlines.RETENTION_YEARS} 年 / years",
            "",
            "REQUESTER",
            deadlines.RETENTION_ARTICLE.zh,
        )
    )
    head = ("", "期限 / period", "起算 / starts", "工作日", "上限", "义务方", "条款")
    return f"# 法定期限 / Statutory periods\n\n{_table(head, rows)}"


def _switches() -> str:
    rows = [
        (each.code, each.name, _both(each.question), each.default, each.allowed, each.article.zh)
        for each in switches.SWITCHES
    ]
    head = ("", "switch", "问题 / question", "default", "allowed", "条款")
    return f"# 条文未定之处 / Where the text is silent\n\n{_table(head, rows)}"


def _reasons() -> str:
    rows = [
        (each.code, each.zh, each.en, each.article.zh if each.article else "—")
        for each in sorted(reasons.REGISTER.values(), key=lambda each: each.code)
    ]
    head = ("code", "中文", "English", "条款")
    return f"# 不予办理的原因 / Reasons for refusal\n\n{_table(head, rows)}"


def _particulars() -> str:
    parts = []
    lists = (
        ("目录 / entry", particulars.ENTRY),
        ("申请 / request", particulars.REQUEST),
        ("使用记录 / use record", particulars.USE_RECORD),
    )
    for title, listed in lists:
        rows = [(_both(each.label), each.field, each.article.zh) for each in listed]
        parts.append(f"## {title}\n\n{_table(('要素', 'field', '条款'), rows)}")
    return "# 法定要素 / Particulars\n\n" + "\n".join(parts)


def _articles() -> str:
    rows = [
        (
            number,
            article.gist_zh,
            "、".join(article.owed_by),
            article.state.value,
            "、".join(article.kept_by) or article.why,
            "、".join(proofs.TESTS.get(number, ())),
        )
        for number, article in articles.ARTICLES.items()
    ]
    head = ("条", "要旨", "义务方", "state", "kept by / why not", "tests")
    return f"# 条文对照 / Register of the 44 articles\n\n{_table(head, rows)}"


def _takers(rule: Transition) -> str:
    return "; ".join(
        f"{party.value}{f': {mandate.value}' if mandate else ''}" for party, mandate in rule.takers
    )


def _steps(rules: Iterable[Transition]) -> str:
    rows = [
        (
            rule.name,
            _both(rule.label),
            _takers(rule),
            ", ".join(sorted(rule.sources)) if rule.sources else "—",
            rule.target or "—",
            ", ".join(dict.fromkeys(need.reason.code for need in rule.needs)) or "—",
            rule.article.zh,
        )
        for rule in rules
    ]
    head = ("step", "步骤", "who", "from", "to", "refused with", "条款")
    return _table(head, rows)


def _diagram(machine: Machine) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    for rule in machine.transitions:
        target = rule.target
        if rule.sources is None or target is None:
            continue
        for source in sorted(rule.sources) or ["[*]"]:
            lines.append(f"    {source} --> {target}: {rule.name}")
    return "\n".join([*lines, "```"]) + "\n"


def _machines() -> str:
    parts = ["# 办理流程 / Lifecycles\n"]
    for machine in acts.MACHINES:
        states = [(state, _both(machine.states(state).label)) for state in machine.states.values]
        parts += [
            f"## {machine.name}\n",
            _diagram(machine),
            _table(("state", "状态"), states),
            _steps(machine.transitions),
        ]
    parts.append("## acts without a state\n")
    parts.append(_steps(rule for _name, rules in acts.LOOSE for rule in rules))
    return "\n".join(parts)


def _notices() -> str:
    rows = [
        (
            rule.event,
            _both(rule.subject),
            "; ".join(f"{party.value}: {mandate.value}" for party, mandate in rule.told)
            or "; ".join(f"EVERY DEPARTMENT: {mandate.value}" for mandate in rule.everywhere),
            "法定 / legal" if rule.is_legal else "一般 / ordinary",
            _both(rule.kind.label),
            rule.article.zh,
        )
        for rule in notices.RULES
    ]
    head = ("event", "事由 / subject", "told", "", "类别 / kind", "条款")
    silent = [(matter, ", ".join(names.split())) for matter, names in notices.SILENT.items()]
    return (
        f"# 通知 / Notices\n\n{_table(head, rows)}\n"
        f"## 不通知 / Acts that tell nobody\n\n{_table(('matter', 'acts'), silent)}"
    )


def pages() -> Mapping[str, str]:
    """Every page by file name, as it should stand."""
    made = {
        "articles.md": _articles(),
        "deadlines.md": _deadlines(),
        "lifecycles.md": _machines(),
        "notices.md": _notices(),
        "particulars.md": _particulars(),
        "reasons.md": _reasons(),
        "switches.md": _switches(),
    }
    return {name: HEAD + text for name, text in made.items()}


class Command(BaseCommand):
    """Print the regulation as pages."""

    help = "Print docs/regulation/ from portal/regulation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check only compares."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the pages, or name the stale ones."""
        folder = Path(settings.BASE_DIR) / "docs" / "regulation"
        stale = []
        for name, text in pages().items():
            path = folder / name
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
                continue
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"stale, run `manage.py regulation_docs`: {', '.join(stale)}")
