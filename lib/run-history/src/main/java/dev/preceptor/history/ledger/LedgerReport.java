package dev.preceptor.history.ledger;

import java.util.List;

/**
 * What a ledger adds up to. Counts are of groups unless something else is said.
 *
 * @param steps optimizer steps on record
 * @param issued groups whose prompt was issued
 * @param trained groups trained on
 * @param skipped groups left out of their step, with a reason
 * @param failed groups that could not be sampled or scored, with a reason
 * @param inFlight groups of steps still to come
 * @param missing groups and steps of which something is lost
 * @param duplicated second prompts, scores, outcomes, steps and versions
 * @param unissued groups with records but without a prompt
 * @param contradicted groups with a record that those before it do not bear out
 * @param altered groups and versions whose content is not what it was
 * @param versions policy versions that are not whole or not the right ones
 * @param offsets committed offsets that do not fit what was made of the records before them
 * @param resampled rollouts sampled again with the same result, which do no harm: only the first is
 *     scored
 * @param rejudged judgements given again with the same verdicts, which do no harm either
 * @param unreadable records that cannot be read, which the services put aside as dead letters
 * @param versionsChecked policy versions whose weights were hashed
 * @param offsetsChecked committed offsets that were held against the log
 * @param firstStep the first step of whose groups all records must be there; of those before it
 *     only what became of them
 * @param expired groups of those steps, counted above by what became of them
 * @param offences all there are, by kind and then by place
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
    long unreadable,
    int versionsChecked,
    int offsetsChecked,
    int firstStep,
    long expired,
    List<Offence> offences) {

  public LedgerReport {
    offences = List.copyOf(offences);
  }

  /** Whether nothing was lost, doubled or made up. */
  public boolean ok() {
    return offences.isEmpty();
  }
}
