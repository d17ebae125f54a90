/**
 * What a run is waiting for, since when, and from whom. {@code Waits} decides that from plain
 * facts; {@code StatusReader} gathers them from the run's broker. Must not know how a run is
 * carried out.
 */
package dev.preceptor.history.status;
