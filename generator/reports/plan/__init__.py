"""How a plan is written down: for people, for programs, for a pull request."""
