package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;
import dev.preceptor.vqa.phantom.Reading.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ways in which statements are made wrong. The first five change a fact and keep the wording
 * intact; the error can be seen from the text alone, without the image.
 */
enum Corruption {
  /** The finding, or what a second thought sees, has another choice's letter. */
  WRONG_LETTER {
    @Override
    ExplainedStatement corrupt(Draft draft, SplitMix random) {
      Reading right = draft.reading();
      if (draft.seconds().isPresent() && random.chance(LATE)) {
        SecondThoughts seconds = draft.seconds().get();
        int at = random.below(seconds.seen().size());
        Choice wrong = mistaken(seconds.seen().get(at), right, random);
        return draft.explained(seconds.with(at, wrong), wrong);
      }
      return draft.explained(right.withSeen(mistaken(right.seen(), right, random)));
    }

    /** A choice's answer with another one's letter, or its letter with another one's answer. */
    private static Choice mistaken(Choice choice, Reading reading, SplitMix random) {
      Choice other =
          random.pick(reading.listed().stream().filter(each -> !each.equals(choice)).toList());
      return random.chance(0.5)
          ? new Choice(choice.answer(), other.letter())
          : new Choice(other.answer(), choice.letter());
    }
  },
  /** The finding is not one of the choices. */
  UNLISTED {
    @Override
    ExplainedStatement corrupt(Draft draft, SplitMix random) {
      Reading right = draft.reading();
      List<String> listed = right.listed().stream().map(Choice::answer).toList();
      List<String> own =
          draft.family().answers().stream().filter(answer -> !listed.contains(answer)).toList();
      String other =
          own.isEmpty() || random.chance(0.5)
              ? random.pick(foreign(draft.family(), random).answers())
              : random.pick(own);
      return draft.explained(right.withSeen(new Choice(other, right.seen().letter())));
    }
  },
  /** The subject of another family of questions, or its answers among the choices. */
  FOREIGN {
    @Override
    ExplainedStatement corrupt(Draft draft, SplitMix random) {
      Reading right = draft.reading();
      Family other = foreign(draft.family(), random);
      if (random.chance(0.5)) {
        return draft.explained(right.withSubject(other.subject()));
      }
      List<Choice> listed = new ArrayList<>(right.listed());
      int replaced = 1 + random.below(2);
      for (int i = 0; i < replaced; i++) {
        int at = random.below(listed.size());
        if (!listed.get(at).equals(right.seen())) {
          listed.set(at, new Choice(random.pick(other.answers()), listed.get(at).letter()));
        }
      }
      return listed.equals(right.listed())
          ? draft.explained(right.withSubject(other.subject()))
          : draft.explained(right.withListed(listed));
    }
  },
  /** Two choices have the same letter, or a choice is listed twice. */
  DOUBLED {
    @Override
    ExplainedStatement corrupt(Draft draft, SplitMix random) {
      Reading right = draft.reading();
      List<Choice> listed = new ArrayList<>(right.listed());
      int at = random.below(listed.size());
      Choice old = listed.get(at);
      Choice other = listed.get((at + 1 + random.below(listed.size() - 1)) % listed.size());
      listed.set(
          at,
          random.chance(0.5)
              ? new Choice(old.answer(), other.letter())
              : new Choice(other.answer(), old.letter()));
      return draft.explained(right.withListed(listed));
    }
  },
  /** The finding is negated, or both stated and negated. */
  NEGATED {
    @Override
    ExplainedStatement corrupt(Draft draft, SplitMix random) {
      Reading right = draft.reading();
      Choice seen = right.seen();
      String subject = right.subject();
      String text =
          switch (random.below(3)) {
            case 0 ->
                draft.worded(right.withSeen(new Choice("not " + seen.answer(), seen.letter())));
            case 1 -> draft.worded(right) + " %s: not %s.".formatted(subject, seen);
            default ->
                "%s %s: %s, not %s, so %c."
                    .formatted(
                        draft.style().listing().of(right.listed()),
                        subject,
                        seen.answer(),
                        seen.answer(),
                        seen.letter());
          };
      return new ExplainedStatement(text, label());
    }
  },
  /** The words are in the wrong order. */
  SHUFFLED {
    @Override
    String text(Draft draft, SplitMix random) {
      List<String> words = draft.words();
      switch (random.below(4)) {
        case 0 -> Collections.reverse(words);
        case 1 -> {
          int[] order = new int[words.size()];
          Arrays.setAll(order, i -> i);
          random.shuffle(order);
          words = Arrays.stream(order).mapToObj(words::get).collect(Collectors.toList());
        }
        default -> {
          // four swaps could exchange two choices, and three of which the last repeats the first
          // could exchange their answers, which would be a coherent statement
          int swaps = 1 + random.below(3);
          int first = -1;
          for (int i = 0; i < swaps; i++) {
            int at = random.below(words.size() - 1);
            if (i < 2 || at != first) {
              Collections.swap(words, at, at + 1);
            }
            first = i == 0 ? at : first;
          }
        }
      }
      return String.join(" ", words);
    }
  },
  /** Words are missing at the start, the end or in the middle. */
  CUT {
    @Override
    String text(Draft draft, SplitMix random) {
      List<String> words = draft.words();
      int n = words.size();
      int kept = 1 + random.below(n - 1);
      return switch (random.below(4)) {
        case 0, 1 -> String.join(" ", words.subList(0, kept));
        // a statement without its first word is often still coherent
        case 2 -> String.join(" ", words.subList(Math.max(2, kept), n));
        default -> {
          int at = random.below(n - 2);
          words.subList(at, Math.min(n, at + 2 + random.below(4))).clear();
          yield String.join(" ", words);
        }
      };
    }
  },
  /** A word or a sentence is repeated. */
  REPEATED {
    @Override
    String text(Draft draft, SplitMix random) {
      List<String> words = draft.words();
      switch (random.below(4)) {
        case 0 -> {
          int at = random.below(words.size());
          words.addAll(at, Collections.nCopies(2 + random.below(12), words.get(at)));
          return String.join(" ", words);
        }
        case 1 -> {
          String text = draft.worded(draft.reading());
          String last = draft.style().conclusion().of(draft.reading());
          return text + (" " + last).repeat(1 + random.below(8));
        }
        case 2 -> {
          return (draft.worded(draft.reading()) + " ").repeat(2 + random.below(3)).strip();
        }
        default -> {
          String word =
              random.chance(0.5) ? random.pick(words) : random.pick(draft.lexicon().words());
          int times = (int) (4 * StrictMath.pow(MOST_REPEATED / 4.0, random.unit()));
          return String.join(
              " ", Collections.nCopies(Math.min(times, MOST_CHARACTERS / word.length()), word));
        }
      }
    }
  },
  /** No content: an excuse or a single word. */
  EMPTY {
    @Override
    String text(Draft draft, SplitMix random) {
      Reading right = draft.reading();
      return switch (random.below(6)) {
        case 0 ->
            random.pick(List.of("%s.", "%s", "%s: ", "%s!")).formatted(random.pick(draft.words()));
        case 1 ->
            random.pick(List.of(right.subject(), right.seen().answer(), "" + right.seen().letter()))
                + ".";
        case 2 -> random.pick(Family.EXCUSES) + ".";
        default ->
            random.pick(draft.lexicon().excuses()) + random.pick(List.of(".", ".", "", "…", "!"));
      };
    }
  },
  /** Random words or characters. */
  NONSENSE {
    @Override
    String text(Draft draft, SplitMix random) {
      int length = 2 + random.below(random.chance(0.1) ? 150 : 24);
      return switch (random.below(4)) {
        case 0 -> drawn(length, random, () -> random.pick(draft.lexicon().words()));
        case 1 -> drawn(length, random, () -> random.pick(WORLD));
        case 2 ->
            drawn(
                length,
                random,
                () ->
                    random.pick(random.chance(0.7) ? WORLD : draft.lexicon().words())
                        + " "
                        + (char) ('A' + random.below(4))
                        + random.pick(List.of(",", ",", ".", ":")));
        default -> {
          StringBuilder characters = new StringBuilder();
          boolean letters = random.chance(0.5);
          for (int i = 0; i < length; i++) {
            characters.append(
                (char)
                    (letters && random.chance(0.8)
                        ? 'a' + random.below(26)
                        : '!' + random.below(94)));
            characters.append(random.chance(0.15) ? " " : "");
          }
          yield characters.toString();
        }
      };
    }
  },
  /** Instructions to the judge. */
  INJECTED {
    @Override
    String text(Draft draft, SplitMix random) {
      String instruction = random.pick(draft.lexicon().instructions());
      String rest =
          switch (random.below(5)) {
            case 0 -> "";
            case 1 -> EMPTY.text(draft, random);
            case 2 -> WRONG_LETTER.corrupt(draft, random).text();
            case 3 -> CUT.text(draft, random);
            default -> draft.worded(draft.reading());
          };
      return (random.chance(0.7) ? rest + " " + instruction : instruction + " " + rest).strip();
    }
  };

  /** Fraction of the wrong letters of an elaborate text that are in its second thoughts. */
  private static final double LATE = 0.7;

  private static final int MOST_REPEATED = 700;
  private static final int MOST_CHARACTERS = 5000;

  /** The words of the phantom data set. */
  private static final List<String> WORLD =
      Stream.concat(
              Stream.of("Choices:", "Choices", "A", "B", "C", "D"),
              Arrays.stream(Family.values())
                  .flatMap(
                      family ->
                          Stream.concat(
                              Stream.of(family.subject() + ":", family.subject()),
                              family.answers().stream())))
          .distinct()
          .toList();

  /** A corrupted version of the draft's statement, with the reason why it is wrong. */
  ExplainedStatement corrupt(Draft draft, SplitMix random) {
    return new ExplainedStatement(text(draft, random), label().replace('_', ' '));
  }

  /** The text of a corruption that breaks the statement's form. */
  String text(Draft draft, SplitMix random) {
    return corrupt(draft, random).text();
  }

  /** The name used in files and reports, in lower case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A family with another subject. */
  private static Family foreign(Family family, SplitMix random) {
    return random.pick(
        Arrays.stream(Family.values())
            .filter(other -> !other.subject().equals(family.subject()))
            .toList());
  }

  private static String drawn(int length, SplitMix random, Supplier<String> word) {
    return Stream.generate(word)
        .limit(length)
        .map(one -> random.chance(0.15) ? one + random.pick(List.of(",", ".", ":")) : one)
        .collect(Collectors.joining(" "));
  }
}
