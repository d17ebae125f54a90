package dev.preceptor.vqa.phantom;

import java.util.Locale;

/** The sentence that states what the image shows and the letter of that choice. */
enum Conclusion {
  /** {@code Lesion: left C.} as the embedded policy writes it. */
  SUBJECT {
    @Override
    String of(Reading reading) {
      return "%s: %s.".formatted(reading.subject(), reading.seen());
    }
  },
  /** {@code The lesion is left, so C.} */
  SO {
    @Override
    String of(Reading reading) {
      return "The %s %s, so %c.".formatted(is(reading), reading.seen().answer(), letter(reading));
    }
  },
  /** {@code Lesion: left, not right, so C.} A correct sentence with a negation. */
  NOT {
    @Override
    String of(Reading reading) {
      return "%s: %s, not %s, so %c."
          .formatted(
              reading.subject(),
              reading.seen().answer(),
              reading.rejected().answer(),
              letter(reading));
    }
  },
  /** {@code It must be C, because the lesion is left.} */
  BECAUSE {
    @Override
    String of(Reading reading) {
      return "It must be %c, because the %s %s."
          .formatted(letter(reading), is(reading), reading.seen().answer());
    }
  };

  abstract String of(Reading reading);

  private static char letter(Reading reading) {
    return reading.seen().letter();
  }

  /** {@code lesion is}, {@code nodules are}. */
  static String is(Reading reading) {
    String subject = reading.subject().toLowerCase(Locale.ROOT);
    return subject + (subject.endsWith("s") ? " are" : " is");
  }
}
