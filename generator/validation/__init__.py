"""Checks of templates and parameter files.

The root holds what a document goes through and what rules share; the checks stand in folders by
what they read (`envelope/`, `expressions/`, `parameters/`, `expansion/`, `resources/`), the rules
by their subject in `rules/`. Facts about Azure are asked of `azure/`, formats are for `reports/`.
"""
