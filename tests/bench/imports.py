"""A department's table of many rows: read, checked, loaded, undone, and whom it keeps waiting."""

import csv
import io
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from catalog.imports import actions
from catalog.imports.jobs import work_on_imports
from catalog.imports.models import CatalogImport, ImportLine
from catalog.imports.reading import read_file
from portal.workflow.actor import Actor, Interface
from tests.bench.figures import Figure
from tests.cast import Cast

#: Items below each entry, a row each.
_ITEMS = 5
_HEAD = ("信息资源名称", "信息资源摘要", "信息项名称", "数据类型", "共享类型", "更新周期")
_CLOCK = Actor.system("work-on-imports")


def _table(rows: int) -> bytes:
    """So many rows below the head, every hundredth entry with a class that there is not."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for number in range(rows // _ITEMS):
        sharing = "看情况" if number % 100 == 99 else "有条件共享"
        name = f"第{number}号测试登记信息"
        writer.writerow((name, f"{name}的摘要。", "编号", "字符型C", sharing, "每日"))
        writer.writerows(("", "", f"信息项{item}", "字符型C", "", "") for item in range(1, _ITEMS))
    return text.getvalue().encode()


def _page(client: Client) -> float:
    """Seconds of the directory's page, the median of a few."""
    taken = []
    for _round in range(9):
        start = time.perf_counter()
        assert client.get("/catalog/").status_code == 200
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _work() -> None:
    """Time at work in a process of its own, as the worker is."""
    connection.close()
    work_on_imports(actor=_CLOCK, now=timezone.now())
    os._exit(0)


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _go_on() -> None:
    work_on_imports(actor=_CLOCK, now=timezone.now())


def measure(cast: Cast, rows: int) -> list[Figure]:
    """Rows a second of each stage; every row accounted for; a page beside the load."""
    now = timezone.now()
    person = cast.people["market_compiler"]
    actor = Actor.person(person.pk, interface=Interface.PAGE, on=now.date())
    raw = _table(rows)
    begun = time.perf_counter()
    grid = read_file(raw)
    batch = actions.read_workbook(
        file_name="目录.csv", content=raw, grid=grid, actor=actor, now=now
    )
    read = time.perf_counter() - begun
    actions.map_columns(pk=batch.pk, uses=batch.uses, actor=actor, now=now)
    checked = _timed(_go_on)
    client = Client(SERVER_NAME="localhost")
    client.force_login(cast.people["labour_clerk"])
    alone = _page(client)
    actions.load_rows(pk=batch.pk, actor=actor, now=now)
    connection.close()
    worker = multiprocessing.get_context("fork").Process(target=_work)
    start = time.perf_counter()
    worker.start()
    time.sleep(1)
    beside = _page(client)
    worker.join()
    loaded = time.perf_counter() - start
    actions.undo_load(pk=batch.pk, actor=actor, now=timezone.now())
    undone = _timed(_go_on)
    batch.refresh_from_db()
    assert batch.status == "UNDONE", batch.status
    lines = ImportLine.objects.filter(catalog_import=batch)
    assert CatalogImport.objects.filter(pk=batch.pk).exists()
    missing = rows + 1 - lines.exclude(outcome="").count()
    return [
        Figure(f"import of {rows} rows: rows without an outcome", "= 0", missing, "rows", rows),
        Figure(f"import of {rows} rows: read", ">= 5000", rows / read, "rows/s", 1),
        Figure(f"import of {rows} rows: checked", ">= 500", rows / checked, "rows/s", 1),
        Figure(f"import of {rows} rows: loaded", ">= 100", rows / loaded, "rows/s", 1),
        Figure(f"import of {rows} rows: undone", ">= 100", rows / undone, "rows/s", 1),
        Figure("directory page beside the load / alone", "<= 2", beside / alone, "x", 9),
    ]
