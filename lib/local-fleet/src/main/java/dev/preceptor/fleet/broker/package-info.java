/**
 * The embedded broker as a child process, and reading and making topics. Must not know what the
 * records mean.
 */
package dev.preceptor.fleet.broker;
