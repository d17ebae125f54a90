/**
 * Adds workers to a running run, from any machine that reaches its broker. Must not know how a run
 * is started.
 */
package dev.preceptor.fleet.join;
