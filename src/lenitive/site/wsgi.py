"""The site as WSGI application."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from lenitive.desk.parent import end_with_server
from lenitive.site.ready import try_to_make_ready

end_with_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lenitive.site.settings")
application = get_wsgi_application()
Thread(target=try_to_make_ready, name="make ready", daemon=True).start()
