/**
 * A run's console as files that open without a server: fetches the documents from a console and
 * writes them beside the same page. Must not know what is in the log.
 */
package dev.preceptor.fleet.export;
