/**
 * The proof that every prompt of a run was trained on exactly once: enters the run's topics and
 * committed offsets into a ledger and reports the violations. Must not know how the records were
 * produced.
 */
package dev.preceptor.history.audit;
