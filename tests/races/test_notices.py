"""Runs of the notices' jobs at once: every event is told once, and every letter goes out once."""

from collections import Counter

import pytest
from django.core import mail

from portal.audit import chain
from portal.models import User
from portal.workflow import grants
from portal.workflow.actor import Actor
from requests_app.models import Notice, NoticeMail
from requests_app.notices.jobs import give_notices, mail_notices
from tests import cast as the_cast
from tests import story
from tests.races.world import at_once, outcomes

pytestmark = pytest.mark.django_db(transaction=True)
RUNS = 4


def test_runs_at_once_tell_and_send_everything_once(now) -> None:
    grants.forget_permissions()
    cast = the_cast.build(now)
    for user in User.objects.filter(is_service=False):
        user.email = f"{user.username}@example.com"
        user.save()
    story.send(cast, story.apply(cast, story.publish(cast, story.enterprise_registry())))
    chain.seal(now=now)
    clock = Actor.system("give-notices")
    told = at_once(RUNS, lambda _number: give_notices(actor=clock, now=now))
    assert outcomes(told) == {"ok": RUNS}
    pairs = Counter(Notice.objects.values_list("recipient", "event_id"))
    assert len(pairs) > 5
    assert set(pairs.values()) == {1}
    sent = at_once(RUNS, lambda _number: mail_notices(actor=clock, now=now))
    assert outcomes(sent) == {"ok": RUNS}
    numbers = Counter(one.extra_headers["Message-ID"] for one in mail.outbox)
    assert set(numbers.values()) == {1}
    assert len(numbers) == NoticeMail.objects.filter(state="SENT").count()
    assert not NoticeMail.objects.exclude(state="SENT").exists()
