package dev.preceptor.policy;

import dev.preceptor.schemas.PolicyChunk;
import dev.preceptor.schemas.UnreadableRecordException;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rebuilds versions of the policy from their chunks, which may arrive in any order, more than once,
 * and mixed with those of other versions. A version is rebuilt, and its hash checked, when it is
 * requested. Not thread-safe.
 */
public final class PolicyAssembler {
  /** How many incomplete versions are kept; when there are more, the oldest is dropped. */
  static final int MAX_PENDING = 4;

  private final long maxPolicyBytes;
  private final int kept;
  private final Map<PendingPolicy.Id, PendingPolicy> pending = new HashMap<>();
  private final TreeMap<Integer, PolicyChain> chains = new TreeMap<>();
  private Optional<AssembledPolicy> latest = Optional.empty();
  private int newest = -1;

  /**
   * Creates an assembler.
   *
   * @param maxPolicyBytes largest version that is accepted, files and tensors together, bytes
   * @param kept how many versions before the newest can still be requested
   */
  public PolicyAssembler(long maxPolicyBytes, int kept) {
    this.maxPolicyBytes = maxPolicyBytes;
    this.kept = kept;
  }

  /**
   * Adds a chunk.
   *
   * @return the version that this chunk completed, newer than all earlier ones
   * @throws UnreadableRecordException if the chunk cannot be part of a policy, contradicts earlier
   *     chunks, or completes an anchor whose hash is not the announced one
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

  /** A delta whose base is missing is dropped: reading resumes at the next anchor. */
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

  /** Whether a version can be rebuilt. */
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
   * Rebuilds a version. Its weights may be overwritten as soon as a newer version is requested or
   * more chunks are added.
   *
   * @throws NoSuchElementException if it cannot be rebuilt
   * @throws UnreadableRecordException if the hash of its weights is not the announced one; its
   *     anchor and all deltas on it are then dropped
   */
  public AssembledPolicy at(int version) {
    if (latest.isPresent() && latest.get().version() == version) {
      return latest.get();
    }
    if (!has(version)) {
      throw new NoSuchElementException("policy version " + version + " is not available");
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
