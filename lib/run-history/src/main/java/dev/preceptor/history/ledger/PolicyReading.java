package dev.preceptor.history.ledger;

import dev.preceptor.policy.PolicyAssembler;
import dev.preceptor.policy.PolicyChunks;
import dev.preceptor.runlog.Place;
import dev.preceptor.runlog.RunEvent;
import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the policy's records, in log order, into entries: assembles every version and hashes its
 * weights.
 */
public final class PolicyReading {

  /** Largest weights that are accepted, bytes. */
  private static final long MAX_POLICY_BYTES = 64L << 30;

  private final PolicyAssembler assembler = new PolicyAssembler(MAX_POLICY_BYTES, 0);

  /** The entries of a record, including the version that it completes. */
  public List<Entry> read(RunEvent.Published published) {
    try {
      PolicyChunk chunk = published.value().get();
      PolicyChunks.requireKey(published.key(), chunk);
      return read(chunk, published.place());
    } catch (UnreadableRecordException e) {
      return List.of(new Entry.Unreadable(e.getMessage(), published.place()));
    }
  }

  private List<Entry> read(PolicyChunk chunk, Place place) {
    List<Entry> entries = new ArrayList<>();
    entries.add(
        new Entry.Published(chunk.getVersion(), PolicyChunks.key(chunk), chunk.getSha256(), place));
    try {
      assembler
          .accept(chunk)
          .map(assembler::at)
          .ifPresent(
              policy -> entries.add(new Entry.Assembled(policy.version(), policy.sha256(), place)));
    } catch (UnreadableRecordException e) {
      entries.add(new Entry.Refused(chunk.getVersion(), e.getMessage(), place));
    }
    return entries;
  }
}
