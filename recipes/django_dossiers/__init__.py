"""A Django app that keeps dossiers: add it to `INSTALLED_APPS`, and what they refer to as `THUTUC`."""
