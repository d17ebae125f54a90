/**
 * Signs of reward hacking in a run's figures: {@code Sentinel} reads the metrics of steps and
 * evaluations, one class an alarm. It knows nothing of records, processes or how a run is stopped,
 * so whoever reads the log finds the same alarms at the same steps.
 */
package dev.preceptor.run.sentinel;
