// Azurite is started with --disableTelemetry and calls nothing of it.
