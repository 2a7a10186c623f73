"""Records as text, HTML, Markdown, SARIF and diagrams, through the templates."""
