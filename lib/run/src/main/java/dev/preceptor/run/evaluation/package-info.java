/**
 * An evaluation as the log holds it: answers one by one, what they come to so far, and the record
 * that is made of all of them.
 *
 * <p>Knows records and figures; must not know where records come from, nor how questions are asked.
 */
package dev.preceptor.run.evaluation;
