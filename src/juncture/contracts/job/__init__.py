"""Kubernetes Jobs and CronJobs as contracts: when they run, with what, and as whom."""
