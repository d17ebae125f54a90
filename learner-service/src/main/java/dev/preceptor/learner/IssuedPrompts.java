package dev.preceptor.learner;

import dev.preceptor.run.plan.UnitLayout;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which prompts have been issued, as far as the end of the log shows.
 *
 * @param lastStep the last step whose prompts were issued; 0 when there is none
 * @param spares those that were issued since, for steps before it
 */
record IssuedPrompts(int lastStep, Set<GroupKey> spares) {

  IssuedPrompts {
    spares = Set.copyOf(spares);
  }

  /**
   * From the last prompts of the log. Steps are issued in order, each as a whole, and spares of the
   * step under way after all prompts in flight.
   *
   * @param last of each partition the prompts from the last one on that is no spare
   */
  static IssuedPrompts of(Collection<Prompt> last, UnitLayout layout) {
    return new IssuedPrompts(
        last.stream()
            .filter(prompt -> !layout.isSpare(prompt.getSlot()))
            .mapToInt(Prompt::getStep)
            .max()
            .orElse(0),
        last.stream()
            .filter(prompt -> layout.isSpare(prompt.getSlot()))
            .map(prompt -> new GroupKey(prompt.getStep(), prompt.getSlot()))
            .collect(Collectors.toSet()));
  }
}
