package dev.preceptor.rollout;

import dev.preceptor.models.language.PolicySampler;

/** Gives the version of the policy that a unit pins. */
@FunctionalInterface
public interface Policies {

  /** A version that is there, loaded. It serves until another one is asked for. */
  PolicySampler at(int version);
}
