package dev.preceptor.chaos;

/**
 * A record seen in the log.
 *
 * @param writer the service that wrote it
 * @param moment the moment that the run has reached with it
 * @param sentMillis when its writer sent it
 */
record ObservedRecord(FaultTarget writer, Moment moment, long sentMillis) {}
