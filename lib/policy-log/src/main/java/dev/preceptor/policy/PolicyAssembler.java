package dev.preceptor.policy;

import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts versions of the policy together from their chunks, which may come in any order, more than
 * once, and mixed with those of other versions. A version is made, and its hash checked, when it is
 * asked for. Not safe for use by several threads.
 */
public final class PolicyAssembler {
  /** How many incomplete versions are kept; beyond it, the oldest is dropped. */
  static final int MAX_PENDING = 4;

  private final long maxPolicyBytes;
  private final int kept;
  private final Map<PendingPolicy.Id, PendingPolicy> pending = new HashMap<>();
  private final TreeMap<Integer, PolicyChain> chains = new TreeMap<>();
  private Optional<AssembledPolicy> latest = Optional.empty();
  private int newest = -1;

  /**
   * An assembler.
   *
   * @param maxPolicyBytes how large a version may be, files and tensors together
   * @param kept how many versions before the newest can still be asked for
   */
  public PolicyAssembler(long maxPolicyBytes, int kept) {
    this.maxPolicyBytes = maxPolicyBytes;
    this.kept = kept;
  }

  /**
   * Takes a chunk.
   *
   * @return the version that this chunk completed, newer than all before
   * @throws UnreadableRecordException if the chunk cannot be part of a policy, contradicts what
   *     came before it, or completes an anchor that does not hash to what was announced
   */
  public Optional<Integer> accept(PolicyChunk chunk) {
    PendingPolicy.Id id = PendingPolicy.Id.of(chunk);
    if (id.version() <= newest) {
      return Optional.empty();
    }
    PendingPolicy policy = pending.get(id);
    if (policy == null) {
      policy = new PendingPolicy(id, maxPolicyBytes);
    }
    policy.add(chunk);
    if (!policy.isComplete()) {
      pending.put(id, policy);
      limitPending();
      return Optional.empty();
    }
    pending.remove(id);
    return id.isAnchor() ? anchor(policy) : follow(policy);
  }

  private Optional<Integer> anchor(PendingPolicy complete) {
    int version = complete.id().version();
    WorkingWeights weights = complete.weights();
    AssembledPolicy anchor = PolicyChain.verified(version, complete.id().sha256(), weights);
    chains.put(version, new PolicyChain(version, anchor.sha256(), weights));
    return completed(version);
  }

  /** A delta without its base leads nowhere: the next anchor goes on. */
  private Optional<Integer> follow(PendingPolicy complete) {
    int base = complete.id().base();
    Map.Entry<Integer, PolicyChain> chain = chains.floorEntry(base);
    if (chain == null || chain.getValue().last() != base) {
      return Optional.empty();
    }
    chain.getValue().add(complete.link());
    Optional<Integer> completed = completed(complete.id().version());
    if (chain.getValue().isHeavy()) {
      making(chain.getValue(), () -> chain.getValue().foldTo(oldestAskedFor(chain.getValue())));
    }
    return completed;
  }

  private Optional<Integer> completed(int version) {
    newest = version;
    pending.keySet().removeIf(id -> id.version() <= newest);
    while (chains.size() > 1 && chains.higherKey(chains.firstKey()) <= newest - kept) {
      chains.pollFirstEntry();
    }
    return Optional.of(version);
  }

  /** Whether a version can be made. */
  public boolean has(int version) {
    Map.Entry<Integer, PolicyChain> chain = chains.floorEntry(version);
    return chain != null
        && chain.getValue().first() <= version
        && version <= chain.getValue().last();
  }

  /** The newest complete version; -1 when there is none. */
  public int newest() {
    return newest;
  }

  /**
   * A version. Its weights may change in place as soon as a newer one is asked for or more chunks
   * are taken.
   *
   * @throws NoSuchElementException if it cannot be made
   * @throws UnreadableRecordException if its weights do not hash to what was announced; then all
   *     that was to be made from them is forgotten
   */
  public AssembledPolicy at(int version) {
    if (latest.isPresent() && latest.get().version() == version) {
      return latest.get();
    }
    if (!has(version)) {
      throw new NoSuchElementException("policy version " + version + " is not here");
    }
    PolicyChain chain = chains.floorEntry(version).getValue();
    making(
        chain,
        () -> {
          chain.foldTo(Math.min(version, oldestAskedFor(chain)));
          latest = Optional.of(chain.at(version));
        });
    return latest.orElseThrow();
  }

  private int oldestAskedFor(PolicyChain chain) {
    return Math.min(chain.last(), Math.max(chain.first(), newest - kept));
  }

  private void making(PolicyChain chain, Runnable work) {
    latest = Optional.empty();
    try {
      work.run();
    } catch (UnreadableRecordException e) {
      chains.values().remove(chain);
      throw e;
    }
  }

  private void limitPending() {
    if (pending.size() > MAX_PENDING) {
      pending.keySet().stream().min(PendingPolicy.Id.BY_VERSION).ifPresent(pending::remove);
    }
  }
}
