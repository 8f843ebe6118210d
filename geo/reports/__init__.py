"""The periodic report of a province or district on its industrial clusters."""
