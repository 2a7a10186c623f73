"""What every floor says things with: provenance, rules, findings, steps, fingerprints."""
