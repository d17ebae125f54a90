/**
 * What a run is waiting for, since when, and from which process. {@code Waits} decides it from
 * plain facts; {@code StatusReader} gathers the facts from the run's broker. Must not know how a
 * run is executed.
 */
package dev.preceptor.history.status;
