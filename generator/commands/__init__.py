"""What each command does and says; the pipelines themselves live in the other rooms."""
