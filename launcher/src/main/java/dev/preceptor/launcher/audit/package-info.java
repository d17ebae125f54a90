/**
 * The proof that a run lost and doubled nothing. {@code Ledger} is pure accounting; {@code
 * LedgerReader} feeds it from a run's topics. Must not know how the records came to be.
 */
package dev.preceptor.launcher.audit;
