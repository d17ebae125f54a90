/**
 * {@code preceptor train}: checks everything first, then executes a run from its first to its last
 * step. Must not know what the services do; it follows a run only through its topics.
 */
package dev.preceptor.fleet.train;
