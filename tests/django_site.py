"""A site of Django for the recipe: its settings, and where the pages of the admin are."""

import django
from django.conf import settings
from django.urls import path as page

from stored_dossiers import REFERENCES

urlpatterns = []


def configure(path):
    """Set everything up, with a database of SQLite at *path*."""
    settings.configure(
        ALLOWED_HOSTS=["testserver"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": path,
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django_dossiers",
        ],
        LANGUAGE_CODE="vi",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF="django_site",
        SECRET_KEY="only for tests",  # noqa: S106
        STATIC_URL="static/",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        THUTUC=REFERENCES,
        USE_TZ=True,
    )
    django.setup()
    from django.contrib import admin  # noqa: PLC0415 - it needs what was set up

    urlpatterns.append(page("", admin.site.urls))
