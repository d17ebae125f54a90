/**
 * Who may do what to a run's topics, consumer groups and transactions. {@link
 * dev.preceptor.runlog.access.RunAccess} is the one table of it: the ACLs that {@code preceptor
 * acls} prints, those of a run's own broker and the reference page are made from it.
 *
 * <p>Knows Kafka's words for rights. Must not talk to a broker.
 */
package dev.preceptor.runlog.access;
