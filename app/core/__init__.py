"""What every slice stands on and no reader sees: database, errors, clock, logs, jobs, audit. No HTTP."""
