"""The product as it is photographed: its clock stands, so that two runs give the same pictures."""

import os
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

_MOMENT = datetime.fromisoformat(os.environ["SCREENS_NOW"])
timezone.now = lambda: _MOMENT
settings.WHITENOISE_USE_FINDERS = True
application = get_wsgi_application()
