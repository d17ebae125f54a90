package dev.preceptor.history.ledger;

import java.util.List;

/**
 * The result of an audit. Counts are of groups unless stated otherwise.
 *
 * @param steps optimizer steps on record
 * @param issued groups whose prompt was issued
 * @param trained groups trained on
 * @param skipped groups that were scored and could not move the weights, with a reason
 * @param failed groups that could not be sampled or scored, with a reason
 * @param inFlight groups of steps still to come
 * @param missing groups and steps with missing records
 * @param duplicated second prompts, scores, outcomes, steps and versions
 * @param unissued groups with records but without a prompt
 * @param contradicted groups with a record that contradicts earlier ones
 * @param altered groups and versions whose content was changed
 * @param versions policy versions that are incomplete or not the expected ones
 * @param offsets committed offsets that do not match the records processed before them
 * @param resampled rollouts sampled again with the same result, which is harmless: only the first
 *     is scored
 * @param rejudged judgements given again with the same verdicts, also harmless
 * @param reviews people's verdicts that count: the last of each reviewer on each text
 * @param unreadable records that cannot be read, which the services move to the dead letters
 * @param versionsChecked policy versions whose weights were hashed
 * @param offsetsChecked committed offsets that were checked against the log
 * @param firstStep the first step whose group records must all exist; earlier groups have only
 *     their outcome
 * @param expired groups of earlier steps, counted above by their outcome
 * @param refused records that the services have refused as none of the run's, by place: they had no
 *     effect and are no violation
 * @param violations all violations, by kind and then by place
 */
public record LedgerReport(
    int steps,
    long issued,
    long trained,
    long skipped,
    long failed,
    long inFlight,
    long missing,
    long duplicated,
    long unissued,
    long contradicted,
    long altered,
    long versions,
    long offsets,
    long resampled,
    long rejudged,
    long reviews,
    long unreadable,
    int versionsChecked,
    int offsetsChecked,
    int firstStep,
    long expired,
    List<Entry.SetAside> refused,
    List<Violation> violations) {

  public LedgerReport {
    refused = List.copyOf(refused);
    violations = List.copyOf(violations);
  }

  /** Whether there is no violation. */
  public boolean ok() {
    return violations.isEmpty();
  }
}
