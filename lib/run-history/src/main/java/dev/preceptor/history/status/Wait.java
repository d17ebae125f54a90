package dev.preceptor.history.status;

import dev.preceptor.schemas.GroupKey;
import java.util.List;
import java.util.OptionalLong;

/**
 * Something that a run waits for.
 *
 * @param what is waited for, a few words
 * @param groups that wait; empty where it is the step as a whole
 * @param from whom it is to come, and when that one was last heard of, a few words
 * @param sinceMillis since when, where that is known
 */
public record Wait(String what, List<GroupKey> groups, String from, OptionalLong sinceMillis) {

  public Wait {
    groups = List.copyOf(groups);
  }
}
