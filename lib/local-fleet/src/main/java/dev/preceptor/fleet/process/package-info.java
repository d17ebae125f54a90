/**
 * Keeps child processes running and ends them. Knows commands, logs and exit codes; must not know
 * what the processes do.
 */
package dev.preceptor.fleet.process;
