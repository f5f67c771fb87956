"""OpenAPI: what a body and an answer may look like and what stands in an address.

Answers are ones that the demonstration city gave, each kept by its shape. For all else only words
are kept here, by names of fields; what a body has to hold is read from its schema, so that a new
operation shows an example before anybody thought of one.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from portal.interfaces.problems import METHODS

_ENTRY: Final = "307031008/000001"
_DAY: Final = "2026-09-01"
_MOMENT: Final = "2026-09-01T09:30:00+08:00"
_TEXT: Final = "经核实，情况属实，按规定办理。"
_FILE: Final = "信息资源名称,信息资源提供方\n稳岗返还企业名单,上海市人力资源和社会保障局\n"


#: Kinds of numbers that an authority gives.
_BY_AUTHORITY: Final = frozenset({"NR", "PL", "SD", "SE", "SL", "ST"})


def _number(kind: str) -> str:
    return f"{kind}-{'SJJ' if kind in _BY_AUTHORITY else 'RSJ'}-2026-0001"


#: What kind of number a matter has, by the collection in whose address it stands.
_KINDS: Final = {
    "agreements": "SA",
    "breaches": "WG",
    "collections": "DC",
    "complaints": "CP",
    "corrections": "CR",
    "criticism": "TB",
    "delivery-stops": "ST",
    "demands": "DM",
    "disputes": "DP",
    "documents": "WS",
    "emergency-releases": "ER",
    "entry-templates": "ET",
    "imports": "CI",
    "incidents": "SI",
    "inspections": "JC",
    "internal-rules": "IR",
    "norms": "NR",
    "platforms": "PL",
    "quality-reports": "QR",
    "quality-requirements": "QD",
    "questions": "QA",
    "recalls": "RC",
    "requests": "SR",
    "return-flows": "RF",
    "service-changes": "SC",
    "source-designations": "SD",
    "standards": "SE",
    "subject-lookups": "SL",
    "use-changes": "UC",
    "use-records": "UR",
    "withdrawals": "EW",
}
#: What else stands in an address: by collection and, where that says nothing, by parameter.
_PLACES: Final = {
    "basket": _ENTRY.replace("/", "-"),
    "entries": _ENTRY.replace("/", "-"),
    "entry-samples": _ENTRY.replace("/", "-"),
    "entry-versions": f"{_ENTRY.replace('/', '-')}-v1",
    "compliance": "RSJ",
    "departments": "RSJ",
    "name": "package_search",
    "number": _number("SR"),
    "slug": _ENTRY.replace("/", "-"),
}
#: Which of a field's codes is shown, where it is not the first.
_CODES: Final = {
    "column_0": "NAME",
    "kind": "ORGANISATION",
    "result": "FAULTS",
}
#: What a field holds, alone or named with its shape. Where it takes something else than stands
#: here, its schema decides.
_VALUES: Final[Mapping[str, Any]] = {
    "about": _number("SA"),
    "agreement": _number("SA"),
    "answer_text": "同意共享，请按协议约定的范围和用途使用。",
    "answered_how": "书面答复，挂号邮寄送达。",
    "answers": ["已补充法律依据条款，见附件第二页。"],
    "approval": "经主管部门批准，可用于行政执法。",
    "article": "第二十一条",
    "authority": "SJJ",
    "basis": "协议终止后，数据不再需要用于履行职责。",
    "basis_article": "第二十三条",
    "basis_norm": _number("NR"),
    "believed_value": "存续",
    "body": "上海市市场监督管理局",
    "breach": _number("WG"),
    "case_number": "WG-2026-0001",
    "cause": "接口账号权限配置不当。",
    "claim": "提供方以条件不符为由不予共享，我局认为条件已经具备，请予协调。",
    "collectors": ["RSJ"],
    "colleague": "rsj-jingban",
    "column": "credit_code",
    "columns": ["credit_code", "organisation_name"],
    "conclusion": "事件原因已查明，隐患已消除。",
    "condition": "仅限稳岗返还资格核验使用。",
    "connection_number": "SJPT-310109-2026-001",
    "containment": "已停用有关接口账号，并更换密钥。",
    "content": base64.b64encode(_FILE.encode()).decode(),
    "copy_count": 2,
    "decision": "由提供方按申请范围提供数据。",
    "decisions": {"credit_code": "AGREE", "organisation_name": "AGREE"},
    "department": "RSJ",
    "description": "发现接口账号在非工作时间异常调用，已立即停用。",
    "destruction": "用毕即行删除，并登记销毁时间和责任科室。",
    "discovered_at": "2026-08-31T09:30",
    "document_number": "沪数据〔2026〕12号",
    "done": "已更正有关数据，并告知投诉人。",
    "duty": "区级社会救助对象经济状况核对。",
    "edition": "2007",
    "emergency": "防汛防台应急响应期间，需核对受灾企业名单。",
    "entries": [_ENTRY],
    "entry": _ENTRY,
    "evidence": "企业提供的登记通知书载明的状态与共享数据不一致。",
    "expected": {"organisation_name": "上海示例贸易有限公司"},
    "failure": "双方就字段范围未能协商一致。",
    "fields_wanted": ["organisation_name"],
    "file_name": "政务数据目录.csv",
    "finding": _TEXT,
    "forwarding": "数据由源头部门采集，转请核实更正。",
    "found": "投诉反映的登记状态确有错误。",
    "head_row": 2,
    "hours": 24,
    "how": "数据库逻辑删除后覆写，备份介质物理销毁。",
    "instrument": "沪数据裁〔2026〕1号",
    "issuer": "上海市人民政府",
    "item": "统一社会信用代码",
    "items": ["统一社会信用代码", "单位名称"],
    "justification": "系统升级导致更新延迟，已于次日补传。",
    "key_column": "credit_code",
    "legal_basis": "《失业保险条例》有关稳岗返还的规定",
    "lines_text": "310101,黄浦区,2000-01-01,\n310109,虹口区,2000-01-01,",
    "matter": _number("SR"),
    "measure": "已完成全部接口账号的权限核查。",
    "measures": "每周比对一次登记状态，发现差异及时更正。",
    "mending": "已补录缺失的统一社会信用代码。",
    "name": "虹口区政务数据共享平台",
    "national_system": "全国一体化政务数据共享枢纽",
    "need": "核对稳岗返还申请单位的主体身份。",
    "norm": _number("NR"),
    "norm_article": "第二十三条",
    "note": _TEXT,
    "number": "91310109DM0000013C",
    "operator": "SJJ",
    "order": "请于限期内完成整改，并报送整改情况。",
    "participants": "市人力资源社会保障局、市市场监管局数据共享工作机构",
    "plan": "检查目录更新、按时答复和数据安全措施。",
    "plan_started_at": "2026-08-31T09:45",
    "points": "请补充申请所依据的法律条款\n请说明数据的存储方式",
    "process": "按申请名单逐户核验主体信息。",
    "provider": "SCJG",
    "purpose": "核对社会救助对象的经济状况。",
    "reason": "原系统停用，改由新系统提供服务。",
    "recipient": "RSJ",
    "record_key": "91310109DM0000013C",
    "rectification": "已按要求补充更新，并完善更新制度。",
    "region": "310109",
    "region_column": "district_code",
    "register_number": "沪信访〔2026〕35号",
    "reopening": "更正后的数据仍与登记档案不符。",
    "replaced": "NR-SJJ-2025-0001",
    "replaced_by": _number("SE"),
    "resource": f"{_ENTRY.replace('/', '-')}-r1",
    "responsible_office": "信息中心",
    "results": "核验申请单位312家，其中306家符合条件。",
    "rows": [{"column": "district_code", "kind": "REGION", "values": ["310109"]}],
    "scenario": "稳岗返还资格核验",
    "scope": "上海市行政区域内申请稳岗返还的单位",
    "security_check": "已完成数据分类分级和安全评估，符合回流条件。",
    "settlement": "提供方补充提供登记状态字段，申请方按季度反馈使用情况。",
    "source": "SCJG",
    "standard": "GB/T 2260",
    "statement": "超过规定期限未更新目录。",
    "storage": "存储于政务云专用数据库，加密保存。",
    "system": "RSJ-wengang",
    "talks": "双方就调整后的更新时间达成一致。",
    "text": _TEXT,
    "third_party": "MZJ",
    "title": "政务数据质量管理办法",
    "upper": _number("PL"),
    "value": "91310109DM0000013C",
    "values": ["310109"],
    "what": "企业登记信息及其全部备份",
    "words": "抽查数据与登记档案一致。",
    "workdays": 5,
    "ComplaintDeclineComplaint.text": "所反映事项不属于本部门职责范围，请向有关部门提出。",
    "DemandDecline.text": "现行法律法规未要求收集该项数据。",
    "NewComplaint.statement": "反映查询到的单位登记状态与实际不符。",
    "NewCorrection.column": "registration_status",
    "NewCollection.title": "用工情况调查",
    "NewCollection.purpose": "掌握企业用工情况，落实稳岗政策。",
    "NewCriticism.text": "对逾期未整改的情况予以通报，请各部门引以为戒。",
    "NewDemand.title": "新就业形态劳动者接单信息",
    "NewDesignation.text": "登记机关依职责采集，数据最为准确完整。",
    "NewItem.name": "用工人数",
    "NewItem.reason": "现有政务数据中没有该项数据。",
    "NewInternalRule.text": "第一条 对政务数据实行全过程质量管理。\n第二条 每半年检查一次。",
    "NewNorm.title": "上海市公共数据管理办法",
    "NewQualityRequirement.text": "统一社会信用代码不得为空，并符合校验规则。",
    "NewQuestion.text": "数据是否包含已注销的单位？",
    "NewStandard.title": "中华人民共和国行政区划代码",
    "NewStop.note": "接口存在安全隐患，暂停有关数据传输。",
    "NewWithdrawal.reason": "机构职能调整，该项数据不再产生。",
    "InternalruleReplaceRule.text": "第一条 实行全过程质量管理。\n第二条 每季度检查一次。",
    "QuestionAnswerQuestion.text": "仅包含存续单位。",
    "QuestionAskBack.text": "被吊销但未注销的单位是否包含在内？",
    "QuestionCorrectAnswer.text": "更正：包含存续单位和被吊销未注销的单位。",
    "QuestionReferQuestion.text": "所需数据请通过共享申请提出。",
    "UsechangeConsentToChange.note": "同意变更使用范围。",
}
#: Days that follow upon others in the same body.
_DAYS: Final = {
    "answered_on": "2026-09-11",
    "due_on": "2026-09-30",
    "ends_on": "2026-09-30",
    "issued_on": "2026-08-20",
    "join_by": "2026-12-31",
    "limit_on": "2026-09-30",
    "mending_due_on": "2026-09-30",
    "rectify_by": "2026-09-30",
    "supply_ends_on": "2027-08-31",
    "use_until": "2027-08-31",
}
#: Sent in another case than the one that the example shows.
_ELSEWHERE: Final = ("refusal_", "no_reason", "third_party")
#: What a CKAN client searches with; its bodies declare no fields.
_SEARCH: Final = {"q": "企业", "rows": 10}


class _Bodies:
    """Examples of the schemas of one description."""

    def __init__(self, shapes: Mapping[str, Any]) -> None:
        self.shapes = shapes

    def of(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """A value of the schema, for the field of the name: ``field`` or ``Shape.field``."""
        if "$ref" in schema:
            shape = schema["$ref"].rpartition("/")[2]
            return self.of(self.shapes[shape], shape.removesuffix("ShapeRequest"))
        codes = [code for code in schema.get("enum", ()) if code]
        if codes:
            code = _CODES.get(_field(name))
            return code if code in codes else codes[0]
        match _kind(schema):
            case "object":
                return self._object(schema, name)
            case "array":
                return self._array(schema, name)
            case "string":
                return _string(schema, name)
            case "integer" | "number":
                return _known(name, int) or schema.get("minimum", 1)
            case "boolean":
                return True
        return None

    def _object(self, schema: Mapping[str, Any], name: str) -> dict[str, Any]:
        must = schema.get("required", ())
        stated = {
            field: self.of(each, f"{name}.{field}")
            for field, each in schema.get("properties", {}).items()
            if field in must or not field.startswith(_ELSEWHERE)
        }
        return stated or _known(name, dict) or dict(_SEARCH)

    def _array(self, schema: Mapping[str, Any], name: str) -> list[Any]:
        one = self.of(schema["items"], name)
        known = _known(name, list) or [one]
        return known if isinstance(known[0], type(one)) and "enum" not in schema["items"] else [one]


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    return str(kind[0] if isinstance(kind, list) else kind)


def _known(name: str, kind: type) -> Any:
    found = _VALUES.get(name, _VALUES.get(_field(name)))
    return found if isinstance(found, kind) else None


def _field(name: str) -> str:
    return name.rpartition(".")[2]


def _string(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") == "date":
        return _DAYS.get(_field(name), _DAY)
    if schema.get("format") == "date-time":
        return _MOMENT
    return str(_known(name, str) or _TEXT)[: schema.get("maxLength")]


def _place(path: str, name: str) -> str:
    """What stands in the address for the parameter."""
    collection = path.partition("/{")[0].rpartition("/")[2]
    if collection in _KINDS:
        return _number(_KINDS[collection])
    return _PLACES.get(collection) or _PLACES.get(name) or _PLACES["number"]


#: What the demonstration city answered, by shape.
ANSWERS: Final = Path(__file__).with_name("answers.json")
#: The like of what it has nothing of; these come first.
_STATED: Final = Path(__file__).with_name("stated_answers.json")


@cache
def answers() -> Mapping[str, Any]:
    """An answer of each shape."""
    asked, stated = (json.loads(file.read_text(encoding="utf-8")) for file in (ANSWERS, _STATED))
    return {**asked, **stated}


def shape_of(operation: Mapping[str, Any], media: Mapping[str, Any]) -> str:
    """The name of what is answered: that of its schema, or of the operation if it has none."""
    schema = media.get("schema", {})
    return str(schema.get("$ref", operation["operationId"])).rpartition("/")[2]


def _operations(result: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                yield path, operation


def with_examples(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Postprocessing hook: every body, answer and place in an address has an example.

    Examples that an operation states itself stay.
    """
    bodies = _Bodies(result["components"]["schemas"])
    shown: dict[str, Any] = {}
    for path, operation in _operations(result):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and not {"example", "examples"} & parameter.keys():
                parameter["example"] = _place(path, parameter["name"])
        for media in operation.get("requestBody", {}).get("content", {}).values():
            if not {"example", "examples"} & media.keys():
                media["example"] = bodies.of(media["schema"])
        for media in _answered(operation):
            shape = shape_of(operation, media)
            if shape not in shown:
                kept = answers().get(shape)
                shown[shape] = {"value": bodies.of(media["schema"]) if kept is None else kept}
            media["examples"] = {"answer": {"$ref": f"#/components/examples/{shape}"}}
    result["components"]["examples"] = dict(sorted(shown.items()))
    return result


def _answered(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a successful answer in JSON declares, where it shows nothing yet."""
    for status, answer in operation["responses"].items():
        media = answer.get("content", {}).get("application/json")
        if status.startswith("2") and media and not {"example", "examples"} & media.keys():
            yield media
