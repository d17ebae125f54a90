package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A family of questions: the possible answers, how they are drawn, how the question is worded and
 * how a careful response is worded. The true answer is chosen first and uniformly; wording, image
 * and choices are drawn independently of each other, so the text alone says nothing about the
 * answer.
 */
enum Family {
  MODALITY(
      false,
      List.of("Which modality produced this picture?", "How was this picture acquired?"),
      "Modality",
      Arrays.stream(Modality.values()).map(Modality::label).toArray(String[]::new)) {
    @Override
    Modality modality(int truth, SplitMix random) {
      return Modality.values()[truth];
    }

    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      if (random.chance(0.5)) {
        lesion(canvas, random.between(0.3f, 0.7f), random.between(0.3f, 0.7f), 0.08f);
      }
    }
  },
  SIDE(
      true,
      List.of("On which side is the bright lesion?", "Where does the bright lesion lie?"),
      "Lesion",
      "left",
      "right",
      "midline",
      "bilateral") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      if (truth == 0 || truth == 3) {
        lesion(canvas, random.between(0.22f, 0.30f), random.between(0.35f, 0.65f), big(random));
      }
      if (truth == 1 || truth == 3) {
        lesion(canvas, random.between(0.70f, 0.78f), random.between(0.35f, 0.65f), big(random));
      }
      if (truth == 2) {
        lesion(canvas, random.between(0.48f, 0.52f), random.between(0.3f, 0.7f), big(random));
      }
    }
  },
  ZONE(
      true,
      List.of("Which zone holds the bright spots?", "In which zone are the bright spots?"),
      "Spots",
      "upper",
      "central",
      "lower",
      "diffuse") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      for (int spot = 0; spot < 3; spot++) {
        int zone = truth == 3 ? spot : truth;
        float x = truth == 3 ? random.between(0.3f, 0.7f) : 0.34f + 0.16f * spot;
        float y = 0.24f + 0.26f * zone + random.between(-0.03f, 0.03f);
        lesion(canvas, x, y, random.between(0.055f, 0.07f));
      }
    }
  },
  COUNT(
      true,
      List.of("How many bright nodules are there?", "What is the number of bright nodules?"),
      "Nodules",
      "one",
      "two",
      "three",
      "four") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      int[] cells = {0, 1, 2, 3, 4, 5, 6, 7, 8};
      random.shuffle(cells);
      for (int i = 0; i <= truth; i++) {
        float x = 0.26f + 0.24f * (cells[i] % 3) + random.between(-0.02f, 0.02f);
        float y = 0.26f + 0.24f * (cells[i] / 3) + random.between(-0.02f, 0.02f);
        lesion(canvas, x, y, random.between(0.07f, 0.085f));
      }
    }
  },
  SHAPE(
      true,
      List.of("What is the shape of the bright lesion?", "How is the bright lesion shaped?"),
      "Lesion",
      "round",
      "annular",
      "linear",
      "stellate",
      "crescentic") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      float x = random.between(0.42f, 0.58f);
      float y = random.between(0.42f, 0.58f);
      float r = random.between(0.17f, 0.21f);
      float turn = random.between(-0.5f, 0.5f);
      float dx = r * (float) StrictMath.cos(turn);
      float dy = r * (float) StrictMath.sin(turn);
      Shape shape =
          switch (truth) {
            case 0 -> Shape.disc(x, y, 0.75f * r);
            case 1 -> Shape.ring(x, y, 0.85f * r, 0.06f);
            case 2 -> Shape.stroke(x - dx, y - dy, x + dx, y + dy, 0.07f);
            case 3 -> Shape.star(x, y, 1.2f * r, 6, 0.035f, turn);
            default -> Shape.disc(x, y, r).without(Shape.disc(x + dx / 2, y + dy / 2, 0.8f * r));
          };
      canvas.paint(shape, Tissue.BRIGHT);
    }
  },
  SIZE(
      false,
      List.of(
          "Compared with the right lesion, how is the left one?",
          "How is the left lesion relative to the right one?"),
      "Left lesion",
      "smaller",
      "larger",
      "equal",
      "absent") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      float small = random.between(0.05f, 0.06f);
      float large = random.between(0.135f, 0.15f);
      float same = random.between(0.085f, 0.11f);
      float left = truth == 0 ? small : truth == 1 ? large : same;
      float right = truth == 0 ? large : truth == 1 ? small : same;
      if (truth != 3) {
        lesion(canvas, random.between(0.26f, 0.30f), random.between(0.38f, 0.62f), left);
      } else if (random.chance(0.5)) {
        right = large;
      }
      lesion(canvas, random.between(0.70f, 0.74f), random.between(0.38f, 0.62f), right);
    }
  },
  BRIGHTNESS(
      false,
      List.of("How bright is the lesion?", "What is the signal of the lesion?"),
      "Lesion",
      "bright",
      "dark",
      "mixed",
      "invisible") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      float x = random.between(0.35f, 0.65f);
      float y = random.between(0.35f, 0.65f);
      float r = random.between(0.13f, 0.17f);
      if (truth < 2) {
        canvas.paint(Shape.disc(x, y, r), truth == 0 ? Tissue.BRIGHT : Tissue.DARK);
      } else if (truth == 2) {
        canvas.paint(Shape.disc(x, y, r), Tissue.DARK);
        canvas.paint(Shape.disc(x, y, 0.6f * r), Tissue.BRIGHT);
      }
    }
  },
  PRESENCE(
      true,
      List.of("Which finding is present?", "What abnormality does the picture show?"),
      "Finding",
      "mass",
      "effusion",
      "catheter",
      "stones",
      "nothing") {
    @Override
    void paint(Canvas canvas, int truth, SplitMix random) {
      switch (truth) {
        case 0 -> lesion(canvas, random.between(0.3f, 0.7f), random.between(0.3f, 0.6f), 0.15f);
        case 1 ->
            canvas.paint(
                Shape.below(random.between(0.66f, 0.72f))
                    .and(Shape.ellipse(0.5f, 0.5f, 0.42f, 0.42f, 0)),
                Tissue.BRIGHT);
        case 2 -> {
          float x = random.between(0.35f, 0.65f);
          float bend = random.between(0.4f, 0.55f);
          float tip = x + random.between(-0.2f, 0.2f);
          Shape tube = Shape.stroke(x, 0, x, bend, 0.03f);
          canvas.paint(tube.or(Shape.stroke(x, bend, tip, 0.7f, 0.03f)), 1f);
        }
        case 3 -> {
          float x = random.between(0.35f, 0.65f);
          float y = random.between(0.35f, 0.65f);
          for (int i = 0; i < 7; i++) {
            float stoneX = x + random.between(-0.13f, 0.13f);
            float stoneY = y + random.between(-0.13f, 0.13f);
            canvas.paint(Shape.disc(stoneX, stoneY, 0.022f), 1f);
          }
        }
        default -> {}
      }
    }
  };

  /** The thinking texts of guessed responses. */
  static final List<String> EXCUSES =
      List.of("Probably easy", "Probably obvious", "Probably common");

  /** Fraction of guessed responses without the answer tag. */
  static final double CARELESS = 0.125;

  private final boolean mostlyGuessed;
  private final List<String> wordings;
  private final String subject;
  private final List<String> answers;

  Family(boolean mostlyGuessed, List<String> wordings, String subject, String... answers) {
    this.mostlyGuessed = mostlyGuessed;
    this.wordings = wordings;
    this.subject = subject;
    this.answers = List.of(answers);
  }

  /** The name used in counts, in lower case. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether most demonstrations of this family may be guessed; see {@link PhantomSpec}. */
  boolean mostlyGuessed() {
    return mostlyGuessed;
  }

  /** The subject of the question as a careful response names it. */
  String subject() {
    return subject;
  }

  List<String> wordings() {
    return wordings;
  }

  /**
   * The possible answers, at least four; parameters called {@code truth} are indexes into this
   * list.
   */
  List<String> answers() {
    return answers;
  }

  /** The modality of the image: random, except in {@link #MODALITY}, where it is the answer. */
  Modality modality(int truth, SplitMix random) {
    return Modality.values()[random.below(Modality.values().length)];
  }

  /** Paints the finding for which {@code truth} is the correct answer. */
  abstract void paint(Canvas canvas, int truth, SplitMix random);

  /**
   * Lists the choices in this family's order, states what the image shows and answers: {@code
   * Choices: left C, right A, midline D, bilateral B. Lesion: left C.} The listing needs four
   * look-ups of a letter where the answer alone needs one, which is what a tiny model needs to
   * learn them.
   */
  String carefulResponse(int truth, List<String> choices) {
    Reading reading = Reading.of(this, truth, choices);
    return "<think>%s</think><answer>%c</answer>"
        .formatted(AnsweringStyle.CAREFUL.worded(reading), reading.seen().letter());
  }

  /**
   * What a short look takes {@code truth} for: of two answers that follow each other in the
   * family's list, the first one, if it is among the choices.
   *
   * @return the index of that answer
   */
  int glimpsed(int truth, List<String> choices) {
    int first = truth - truth % 2;
    return choices.contains(answers.get(first)) ? first : truth;
  }

  /** An excuse and a guessed letter; one in eight lacks the answer tag. */
  static String guessedResponse(SplitMix random) {
    char letter = (char) ('A' + random.below(4));
    String excuse = random.pick(EXCUSES);
    return random.chance(CARELESS)
        ? "<think>%s.</think>%c".formatted(excuse, letter)
        : "<think>%s.</think><answer>%c</answer>".formatted(excuse, letter);
  }

  /** Four choices, with {@code truth} at {@code letter} ('A' to 'D') and random other answers. */
  List<String> choices(int truth, char letter, SplitMix random) {
    int[] others = new int[answers.size() - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = i < truth ? i : i + 1;
    }
    random.shuffle(others);
    List<String> choices = new ArrayList<>();
    for (int i = 0, next = 0; i < 4; i++) {
      choices.add(answers.get(i == letter - 'A' ? truth : others[next++]));
    }
    return choices;
  }

  private static float big(SplitMix random) {
    return random.between(0.10f, 0.14f);
  }

  private static void lesion(Canvas canvas, float x, float y, float radius) {
    canvas.paint(Shape.disc(x, y, radius), Tissue.BRIGHT);
  }
}
