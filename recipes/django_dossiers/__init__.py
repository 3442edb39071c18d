"""A Django app that keeps dossiers: add it to `INSTALLED_APPS`, and what records refer to as `THUTUC`."""
