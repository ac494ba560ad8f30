"""The site as ASGI application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lenitive.site.settings")
application = get_asgi_application()
