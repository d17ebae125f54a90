package dev.preceptor.history.status;

import dev.preceptor.schemas.GroupKey;
import java.util.List;
import java.util.OptionalLong;

/**
 * Something that a run waits for.
 *
 * @param what short description
 * @param groups groups that wait; empty if the whole step waits
 * @param from who must provide it, and the time since its last output
 * @param sinceMillis start of the wait, if known
 */
public record Wait(String what, List<GroupKey> groups, String from, OptionalLong sinceMillis) {

  public Wait {
    groups = List.copyOf(groups);
  }
}
