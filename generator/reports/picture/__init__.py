"""How a picture is written down: as Mermaid, as SVG, as JSON."""
