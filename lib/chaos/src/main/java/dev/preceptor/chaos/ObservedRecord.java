package dev.preceptor.chaos;

/**
 * A record that was seen.
 *
 * @param writer whose it is
 * @param moment that the run has reached with it
 * @param sentMillis when its writer sent it
 */
record ObservedRecord(FaultTarget writer, Moment moment, long sentMillis) {}
