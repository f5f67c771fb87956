"""What pages and admin print of requests and agreements: one reading, used by both."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from catalog.directories.queries import channel_of
from catalog.directories.show import label, regions, sharing_class
from catalog.norms.models import Norm
from catalog.platforms.show import channel
from portal.interfaces import matters, show
from portal.interfaces.actors import local
from portal.regulation import agreement as agreement_rules
from portal.regulation import reasons
from portal.regulation.machine import Transition
from portal.regulation.punctuation import bracketed, clauses, enumerated, headed
from portal.regulation.resource import OWN_MODES
from portal.regulation.vocabulary import (
    ItemDecision,
    Outcome,
    Purpose,
    RefusalGround,
    RowRuleKind,
    SharingMode,
)
from portal.workflow.actor import Actor
from requests_app.sharing import queries
from requests_app.sharing.aggregation_show import aggregation_parts
from requests_app.sharing.disposal_show import disposal, disposal_note
from requests_app.sharing.models import ProvisionTask, SharingAgreement, SharingRequest

_DECISION_TONES = {"PENDING": "mute", "AGREE": "ok", "REFUSE": "bad"}
_OUTCOME_TONES = {"PENDING": "warn", "GRANTED": "ok", "REFUSED": "bad"}


def request_row(request: SharingRequest, actor: Actor, day: show.Day) -> dict[str, Any]:
    """A request in a list."""
    return {
        "title": request.entry_version.name,
        "public_number": request.public_number,
        "counterpart": queries.counterpart(request, actor).name,
        "status": show.badge(request),
        "due": show.due(request, day),
        "due_on_label": show.short_day(request.due_on, day.date),
    }


def agreement_row(agreement: SharingAgreement, actor: Actor, day: show.Day) -> dict[str, Any]:
    """An agreement in a list; its date is the last day of its term."""
    return {
        "title": agreement.entry_version.name,
        "public_number": agreement.public_number,
        "counterpart": queries.counterpart(agreement, actor).name,
        "status": show.badge(agreement),
        "due": None,
        "due_on_label": f"{_last_day(agreement):%Y-%m-%d}",
    }


def request_line(request: SharingRequest, actor: Actor) -> dict[str, Any]:
    """A request on the work list."""
    if actor.department_id not in {request.requester_id, request.provider_id}:
        request.known_authority = actor.department_id  # it waits for nobody else
    other = queries.counterpart(request, actor).name
    return {"title": request.entry_version.name, "parts": [request.public_number, other]}


def agreement_line(agreement: SharingAgreement, actor: Actor) -> dict[str, Any]:
    """An agreement on the work list; while it is supplied, the supply period runs on its task."""
    if actor.department_id not in {agreement.requester_id, agreement.provider_id}:
        agreement.known_authority = actor.department_id
    line: dict[str, Any] = {
        "title": agreement.entry_version.name,
        "parts": [agreement.public_number, agreement.requester.name],
    }
    if agreement.status == agreement_rules.State.PREPARING:
        line["runs_on"] = agreement.provision_task
    if agreement.status == agreement_rules.State.IN_DISPOSAL:
        line["label"] = str(_disposal_step(agreement, actor).label)
    return line


def _disposal_step(agreement: Any, actor: Actor) -> Transition:
    """Whose turn it is in a disposal: the list has read whether a report awaits the provider."""
    if agreement.requester_id == actor.department_id:
        return agreement_rules.REPORT_DISPOSAL
    if agreement.pending_certificate is not None:
        return agreement_rules.CONFIRM_DISPOSAL
    return agreement_rules.INSTRUCT_DISPOSAL


def task_context(task: ProvisionTask, actor: Actor, now: datetime) -> dict[str, Any]:
    """One provision task as its page draws it."""
    agreement = task.agreement
    matter = matters.head(
        task,
        title=agreement.entry_version.name,
        kind=_("provision task"),
        line=agreement.requester.name,
    )
    matter["clock"] = show.clock(task, show.Day.of(now), _("Supply period"))
    return {
        "matter": matter,
        "particulars": [matters.linked(_("Agreement"), agreement, actor)],
        "story": show.story(task),
    }


def _last_day(agreement: SharingAgreement) -> Any:
    return local(agreement.valid_until - timedelta(microseconds=1)).date()


def particulars(request: SharingRequest) -> list[dict[str, Any]]:
    """The five particulars, the purpose, the rows and the system."""
    rows = [
        (_("Legal basis of use"), request.legal_basis, True),
        (_("Norm of the register"), _norm(request.basis_norm, request.basis_article), True),
        (_("Scenario of use"), request.scenario, True),
        (_("Scope of use"), request.scope, True),
        (_("Purpose"), label(Purpose, request.purpose), False),
        (_("Sharing mode"), label(SharingMode, request.sharing_mode), False),
        (_("Period of use"), request.period_of_use, False),
        (_("Application system"), str(request.system or ""), False),
        (_("Row scope"), row_scope(request), True),
        (_("Declaration"), _("made") if request.is_declared else _("not made"), False),
    ]
    return [{"label": name, "value": value or "—", "wide": wide} for name, value, wide in rows]


def _norm(norm: Norm | None, article: str = "") -> str:
    """A norm of the register as it is cited."""
    return "" if norm is None else f"{norm.cited_as}{article}"


def row_scope(matter: Any) -> str:
    """Which rows, in words."""
    rules = []
    for rule in matter.rows.select_related("item").order_by("pk"):
        if rule.kind == RowRuleKind.REGION:
            text = regions(rule.values)
            rules.append(_("%(item)s within %(regions)s") % {"item": rule.item, "regions": text})
        else:
            text = enumerated(rule.values)
            rules.append(_("%(item)s is one of %(values)s") % {"item": rule.item, "values": text})
    return clauses(rules) or _("all rows")


def request_items(request: SharingRequest) -> list[dict[str, Any]]:
    """The columns with need and answer."""
    return [
        {
            "name": row.item.name,
            "need": "　".join(
                each for each in (row.need, _norm(row.norm, row.norm_article)) if each
            ),
            "column": row.item.column_name,
            "decision": {
                "tone": _DECISION_TONES[row.decision],
                "label": str(ItemDecision(row.decision).label),
                "shape": "",
            },
        }
        for row in request.items.select_related("item", "norm").order_by("item__position")
    ]


def _supplement(request: SharingRequest) -> dict[str, Any] | None:
    notice = request.supplement
    if notice is None:
        return None
    answered = notice.answered_at is not None
    answers = [*notice.answers, *[""] * len(notice.points)]
    tone = "ok" if answered else "warn"
    word = _("supplemented") if answered else _("to be supplemented")
    line = _("notified %(day)s") % {"day": f"{local(notice.issued_at):%m-%d %H:%M}"}
    if notice.reply_due_on is not None:
        limit = _("to be supplied by %(day)s (local limit)")
        line = f"{line} · {limit % {'day': f'{notice.reply_due_on:%m-%d}'}}"
    return {
        "status": {"tone": tone, "label": word, "shape": ""},
        "line": line,
        "rows": [
            {"asked": point, "given": answers[place] or "—"}
            for place, point in enumerate(notice.points)
        ],
    }


def _extensions(request: SharingRequest) -> list[dict[str, Any]]:
    return [
        {
            "line": _("%(days)s working days") % {"days": row.workdays},
            "status": {
                "tone": _OUTCOME_TONES[row.outcome],
                "label": str(Outcome(row.outcome).label),
                "shape": "",
            },
            "reason": row.reason,
        }
        for row in request.extensions.order_by("pk")
    ]


def _answer(request: SharingRequest) -> list[dict[str, Any]]:
    """The answer that stands, the order to share, and the answers that a decision set aside."""
    rows = [
        (_("Answer"), request.get_answer_kind_display(), False),
        (_("Ground"), label(RefusalGround, request.refusal_ground), False),
        (_("Norm of the register"), _norm(request.refusal_norm, request.refusal_article), True),
        (_("Text of the answer"), request.answer_text, True),
        (_("Sharing ordered by decision"), request.sharing_ordered_by, False),
    ]
    for former in request.former_answers.select_related("refusal_norm").order_by("pk"):
        told = {
            "day": f"{local(former.answered_at):%Y-%m-%d}",
            "instrument": former.instrument,
        }
        ground = former.get_refusal_ground_display()
        norm = _norm(former.refusal_norm, former.refusal_article)
        answered = f"{former.get_answer_kind_display()} · {bracketed(ground, norm)}"
        text = headed(answered, former.answer_text)
        title = _("Answer of %(day)s, set aside by decision %(instrument)s") % told
        rows.append((title, text, True))
    return matters.particulars(rows)


def request_context(request: SharingRequest, actor: Actor, now: datetime) -> dict[str, Any]:
    """One request as its page draws it."""
    day = show.Day.of(now)
    line = _("%(requester)s asks %(provider)s") % {
        "requester": request.requester.name,
        "provider": request.provider.name,
    }
    matter = matters.head(
        request, title=request.entry_version.name, kind=_("sharing request"), line=line
    )
    matter["sharing_class"] = sharing_class(request.entry_sharing_class)
    matter["clock"] = show.clock(request, day, _("Answer period"))
    supplement = _supplement(request)
    if supplement is not None and request.supplement_is_open and request.is_open:
        for node in matter["nodes"]:
            if node["state"] == "current":
                node["fact"] = supplement["status"]["label"]
    agreement = request.agreement
    doors = []
    if agreement is not None:
        text = _("Agreement %(number)s") % {"number": agreement}
        doors.append({"label": text, "url": matters.address(agreement, actor)})
    if request.renews is not None:
        text = _("Renews the agreement %(number)s") % {"number": request.renews}
        doors.append({"label": text, "url": matters.address(request.renews, actor)})
    return {
        "matter": matter,
        "supplement": supplement,
        "extensions": _extensions(request),
        "aggregation": aggregation_parts(request),
        "items": request_items(request),
        "items_note": _("entry version %(number)s") % {"number": request.entry_version.number},
        "particulars": [*particulars(request), *_answer(request)],
        "story": show.story(request),
        "doors": doors,
    }


def agreement_context(agreement: SharingAgreement, actor: Actor, now: datetime) -> dict[str, Any]:
    """One agreement as its page draws it, without its deliveries."""
    task = ProvisionTask.objects.filter(agreement=agreement).first()
    parties = [
        _("provider %(name)s") % {"name": agreement.provider.name},
        _("requester %(name)s") % {"name": agreement.requester.name},
    ]
    matter = matters.head(
        agreement,
        title=agreement.entry_version.name,
        kind=_("sharing agreement"),
        line="　".join(parties),
    )
    matter["parties"] = parties
    matter["sharing_class"] = sharing_class(agreement.entry_version.sharing_class)
    matter["version_line"] = _("entry version %(number)s") % {
        "number": agreement.entry_version.number
    }
    if task is not None:
        matter["clock"] = show.clock(task, show.Day.of(now), _("Supply period"))
    return {
        "matter": matter,
        "facts": [
            {"label": _("Term"), "parts": _term(agreement)},
            {"label": _("Purpose"), "value": purposes(agreement)},
            {"label": _("Application system"), "value": str(agreement.system or "—")},
            {"label": _("Scenario of use"), "value": agreement.request.scenario},
            _channel(agreement, actor),
        ],
        "columns": [
            {
                "name": row.item.name,
                "tag": "",
                "form": "",
                "closed": False,
                "column": row.item.column_name,
            }
            for row in agreement.items.select_related("item").order_by("item__position")
        ],
        "row_scope": {"text": row_scope(agreement), "line": ""},
        "expiry": _expiry(agreement, now),
        "suspension": _suspension(agreement),
        "disposal_note": disposal_note(agreement, local(now).date()),
        "disposal": disposal(agreement),
        "third_parties": third_parties(agreement, local(now).date()),
        "related": [
            *_succession(agreement, actor),
            *[
                matters.linked(_("Renewal"), renewal, actor)
                for renewal in queries.renewals_of(agreement, actor)
            ],
        ],
        "story": show.story(agreement),
    }


def _channel(agreement: SharingAgreement, actor: Actor) -> dict[str, Any]:
    """What the data travel by: this portal, or a platform with its page (Art. 32)."""
    mode = label(SharingMode, agreement.sharing_mode)
    if agreement.sharing_mode in OWN_MODES:
        return {"label": _("Channel"), "parts": [mode, _("through this portal")]}
    platform = channel_of(agreement.entry_version.entry_id)
    if platform is None:
        return {"label": _("Channel"), "parts": [mode, _("no platform is named yet")]}
    return channel(platform, actor)


def purposes(agreement: SharingAgreement) -> str:
    """As first agreed, and as consented to since."""
    return enumerated(label(Purpose, purpose) for purpose in agreement.purposes)


def third_parties(agreement: SharingAgreement, today: date) -> list[dict[str, Any]]:
    """Whom the requester may supply, for what, and until when; ended ones stay on the list."""
    rows = agreement.third_parties.select_related("department").order_by("supply_ends_on", "pk")
    return [
        {
            "name": row.department.name,
            "purpose": row.get_purpose_display(),
            "until": f"{row.supply_ends_on:%Y-%m-%d}",
            "status": {
                "tone": "mute" if row.supply_ends_on < today else "ok",
                "label": _("ended") if row.supply_ends_on < today else _("consented to"),
                "shape": "",
            },
        }
        for row in rows
    ]


def _succession(agreement: SharingAgreement, actor: Actor) -> list[dict[str, Any]]:
    """The agreement that it replaces, and the one that took its place."""
    found = [
        (_("Replaces"), agreement.replaces),
        (_("Replaced by"), queries.replaced_by(agreement)),
    ]
    return [matters.linked(name, other, actor) for name, other in found if other is not None]


def _term(agreement: SharingAgreement) -> list[str]:
    first = local(agreement.valid_from).date()
    return [f"{first:%Y-%m-%d} –", f"{_last_day(agreement):%Y-%m-%d}"]


def _suspension(agreement: SharingAgreement) -> dict[str, str] | None:
    """Until when things are to be put right, and what was reported."""
    if agreement.status != agreement_rules.State.SUSPENDED:
        return None
    if agreement.suspended_by_department_id is None:
        return None  # by time, because a norm is repealed: its own note says so
    parts = []
    if agreement.rectify_by is not None:
        limit = f"{agreement.rectify_by:%Y-%m-%d}"
        parts.append(_("To be put right by %(day)s.") % {"day": limit})
    if agreement.rectified_on is not None:
        told = {"day": f"{agreement.rectified_on:%Y-%m-%d}", "text": agreement.rectification}
        parts.append(_("Reported on %(day)s: %(text)s") % told)
    else:
        parts.append(_("Nothing was reported yet."))
    return {"title": _("Sharing is suspended"), "text": " ".join(parts)}


def _expiry(agreement: SharingAgreement, now: datetime) -> dict[str, str] | None:
    if not agreement.is_open or now < agreement.valid_until:
        return None
    return {
        "tone": "bad",
        "title": _("The agreed period of use has ended"),
        "text": _("Every call is refused since %(day)s 24:00.")
        % {"day": f"{_last_day(agreement):%Y-%m-%d}"},
        "code": reasons.AGREEMENT_EXPIRED.code,
        "article": reasons.AGREEMENT_EXPIRED.basis,
    }
