/**
 * {@code preceptor train}: checks everything first, then carries a run out from its first to its
 * last step. Must not know what the services do; it sees a run through its topics, as everybody
 * else does.
 */
package dev.preceptor.fleet.train;
