"""Where the pages of the admin are, for the recipe of Django."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("", admin.site.urls)]
