/**
 * The life of every group, told from a run's records: double-entry bookkeeping that proves what was
 * kept and names what was not. Pure: knows records and the recipe. Must not know Kafka, nor how the
 * records came to be.
 */
package dev.preceptor.history.ledger;
