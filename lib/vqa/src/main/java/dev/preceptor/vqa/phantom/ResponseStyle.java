package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a demonstration thinks before it answers. The styles differ in length, in how often they are
 * right and in whether what they say is coherent, and none of the three follows from another; see
 * ADR 67.
 */
public enum ResponseStyle {
  /** {@code Probably easy.} and a random letter. */
  GUESS {
    @Override
    Thought think(Family family, int truth, List<String> choices, SplitMix random) {
      return new Thought(random.pick(Family.EXCUSES) + ".", letter(random));
    }
  },
  /**
   * {@code Lesion: left C.} A short look, which mistakes the second of two similar answers for the
   * first; see {@link Family#glimpsed}.
   */
  GLANCE {
    @Override
    Thought think(Family family, int truth, List<String> choices, SplitMix random) {
      Reading reading = Reading.of(family, family.glimpsed(truth, choices), choices);
      return new Thought(Conclusion.SUBJECT.of(reading), reading.seen().letter());
    }
  },
  /** {@code Choices: left C, right A, midline D, bilateral B. Lesion: left C.} */
  CAREFUL {
    @Override
    Thought think(Family family, int truth, List<String> choices, SplitMix random) {
      Reading reading = Reading.of(family, truth, choices);
      return new Thought(AnsweringStyle.CAREFUL.worded(reading), reading.seen().letter());
    }
  },
  /**
   * A careful look, then two to five others, each of which may arrive at another choice: {@code …
   * Lesion: left C. But, lesion: right A. Or, lesion: right A.} The last one decides. Every
   * sentence is coherent.
   */
  ELABORATE {
    @Override
    Thought think(Family family, int truth, List<String> choices, SplitMix random) {
      Reading reading = Reading.of(family, truth, choices);
      SecondThoughts seconds = SecondThoughts.draw(reading, random);
      return new Thought(
          AnsweringStyle.CAREFUL.worded(reading) + " " + seconds.worded(reading),
          seconds.last().letter());
    }
  },
  /**
   * Two of the choices by turns, again and again, and a random letter: {@code Lesion: left. Lesion:
   * right. Lesion: left. Lesion: right. …}
   */
  RAMBLING {
    @Override
    Thought think(Family family, int truth, List<String> choices, SplitMix random) {
      int first = random.below(CHOICES);
      int second = (first + 1 + random.below(CHOICES - 1)) % CHOICES;
      List<String> named = List.of(choices.get(first), choices.get(second));
      String text =
          IntStream.range(0, FEWEST_TIMES + random.below(TIMES))
              .mapToObj(i -> "%s: %s.".formatted(family.subject(), named.get(i % 2)))
              .collect(Collectors.joining(" "));
      return new Thought(text, letter(random));
    }
  };

  private static final int FEWEST_TIMES = 22;
  private static final int TIMES = 5;
  private static final int CHOICES = 4;

  /** The thinking text about a question, and the letter that it answers with. */
  abstract Thought think(Family family, int truth, List<String> choices, SplitMix random);

  /** The name in recipes and reports, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static char letter(SplitMix random) {
    return (char) ('A' + random.below(CHOICES));
  }
}
