/**
 * Reads runs' logs for the console: follows them into the index, and fetches single records on
 * demand. Knows where a run's broker is; must not know HTTP.
 */
package dev.preceptor.console.log;
