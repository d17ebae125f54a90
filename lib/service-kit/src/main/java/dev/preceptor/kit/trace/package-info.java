/**
 * The trace of one group through the services: a span for what each service does for it, joined by
 * a header of the group's records. Off unless an address to send spans to is given.
 *
 * <p>Knows OpenTelemetry and Kafka's headers. Must know no text of a prompt or a response, and
 * nothing that is computed may depend on it.
 */
package dev.preceptor.kit.trace;
