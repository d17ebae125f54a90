/**
 * Double-entry bookkeeping over a run's records: follows every group from its prompt to its outcome
 * and lists the violations. Pure: knows records and the recipe. Must not know Kafka, nor how the
 * records were produced.
 */
package dev.preceptor.history.ledger;
