package dev.preceptor.rollout;

import dev.preceptor.kit.policy.AssembledPolicy;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest versions of the policy.
 *
 * <p>When version v is the newest, all steps up to v are trained; a prompt of a later step pins v-η
 * or newer. So η+1 versions are all that can still be asked for.
 */
public final class PolicyShelf {

  private final int capacity;
  private final TreeMap<Integer, AssembledPolicy> versions = new TreeMap<>();

  /** A shelf for a run's staleness η. */
  public PolicyShelf(int staleness) {
    this.capacity = staleness + 1;
  }

  /** Puts a version on the shelf and takes the oldest off when it is full. */
  public void put(AssembledPolicy policy) {
    versions.put(policy.version(), policy);
    while (versions.size() > capacity) {
      versions.pollFirstEntry();
    }
  }

  /** A version, if it is there. */
  public Optional<AssembledPolicy> get(int version) {
    return Optional.ofNullable(versions.get(version));
  }

  /** Whether a version is there. */
  public boolean has(int version) {
    return versions.containsKey(version);
  }

  /** The newest version; -1 when there is none. */
  public int newest() {
    return versions.isEmpty() ? -1 : versions.lastKey();
  }
}
