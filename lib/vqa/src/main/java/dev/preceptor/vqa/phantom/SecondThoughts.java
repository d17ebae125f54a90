package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;
import dev.preceptor.vqa.phantom.Reading.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Further looks after a first one.
 *
 * @param seen what each of them sees, at most {@link #OPENERS} many
 */
record SecondThoughts(List<Choice> seen) {

  /** How their sentences begin, in this order, so that no sentence is repeated. */
  static final List<String> OPENERS = List.of("But", "Or", "Then", "Wait", "Again");

  private static final int FEWEST = 2;

  /** Probability that a look sees another choice than the look before it. */
  private static final double CHANGE = 0.25;

  SecondThoughts {
    seen = List.copyOf(seen);
  }

  static SecondThoughts draw(Reading reading, SplitMix random) {
    int looks = FEWEST + random.below(OPENERS.size() - FEWEST + 1);
    List<Choice> seen = new ArrayList<>();
    Choice before = reading.seen();
    for (int i = 0; i < looks; i++) {
      if (random.chance(CHANGE)) {
        Choice left = before;
        before = random.pick(reading.listed().stream().filter(each -> !each.equals(left)).toList());
      }
      seen.add(before);
    }
    return new SecondThoughts(seen);
  }

  /** The same looks, of which the one at {@code index} sees {@code other}. */
  SecondThoughts with(int index, Choice other) {
    List<Choice> changed = new ArrayList<>(seen);
    changed.set(index, other);
    return new SecondThoughts(changed);
  }

  /** The choice that the last look sees. */
  Choice last() {
    return seen.get(seen.size() - 1);
  }

  /** {@code But, lesion: right A. Or, lesion: right A.} */
  String worded(Reading reading) {
    String subject = reading.subject().toLowerCase(Locale.ROOT);
    return IntStream.range(0, seen.size())
        .mapToObj(i -> "%s, %s: %s.".formatted(OPENERS.get(i), subject, seen.get(i)))
        .collect(Collectors.joining(" "));
  }
}
