"""A run for people and for machines: terminal, HTML, JUnit XML, CSV."""
