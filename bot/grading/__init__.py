"""From what somebody answered to a verdict: pure, CPU only."""
