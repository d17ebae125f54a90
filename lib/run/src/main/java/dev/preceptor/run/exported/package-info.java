/**
 * The names under which services report to Prometheus, and their meanings. Must not know Micrometer
 * or how a value is measured.
 */
package dev.preceptor.run.exported;
