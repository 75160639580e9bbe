"""Django as a WSGI application, for the bridge of `asgi.py` or for a server that speaks WSGI itself."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.settings")
application = get_wsgi_application()
