/**
 * The proof that a run lost and doubled nothing: a run's topics and committed offsets are entered
 * into a ledger, and what it finds is told. Must not know how the records came to be.
 */
package dev.preceptor.history.audit;
