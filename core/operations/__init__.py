"""How the installation is watched: gauges, metrics, logs, traces and health."""
