package dev.preceptor.launcher.audit;

import java.util.List;

/**
 * What a ledger adds up to. Counts are of groups, but {@code duplicated} and {@code resampled} are
 * of surplus records.
 *
 * @param steps optimizer steps on record
 * @param issued groups whose prompt was issued
 * @param trained groups trained on
 * @param skipped groups left out of their step, with a reason
 * @param failed groups that could not be sampled or scored, with a reason
 * @param inFlight groups of steps still to come
 * @param missing groups of steps on record that lack their rollout, score or outcome
 * @param duplicated second prompts, scores and outcomes
 * @param unissued groups with records but without a prompt
 * @param contradicted groups whose outcome is not borne out by the records before it
 * @param resampled rollouts sampled again after a worker's crash, which do no harm: only the first
 *     is scored
 * @param unreadable records that cannot be read, which the services put aside as dead letters
 * @param offences all breaches, by kind and then by step
 */
public record AuditReport(
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
    long resampled,
    long unreadable,
    List<Offence> offences) {

  public AuditReport {
    offences = List.copyOf(offences);
  }

  /** Whether nothing was lost, doubled or made up. */
  public boolean ok() {
    return offences.isEmpty();
  }
}
