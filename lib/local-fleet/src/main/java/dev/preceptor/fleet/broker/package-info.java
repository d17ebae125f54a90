/**
 * A run's own broker as a child process, and finding the broker of a run. Must not know what the
 * records mean.
 */
package dev.preceptor.fleet.broker;
