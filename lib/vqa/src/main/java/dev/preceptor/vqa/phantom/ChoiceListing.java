package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.phantom.Reading.Choice;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The sentence that lists the choices. */
enum ChoiceListing {
  /** {@code Choices: left C, right A, midline D, bilateral B.} as the embedded policy writes it. */
  CHOICES {
    @Override
    String of(List<Choice> listed) {
      return "Choices: " + joined(listed, ", ") + ".";
    }
  },
  /** {@code The choices are left C, right A, midline D and bilateral B.} */
  SENTENCE {
    @Override
    String of(List<Choice> listed) {
      int last = listed.size() - 1;
      return "The choices are "
          + joined(listed.subList(0, last), ", ")
          + " and "
          + listed.get(last)
          + ".";
    }
  },
  /** {@code A is right, B is bilateral, C is left, D is midline.} */
  LETTERS {
    @Override
    String of(List<Choice> listed) {
      return listed.stream()
          .sorted(Comparator.comparing(Choice::letter))
          .map(choice -> choice.letter() + " is " + choice.answer())
          .collect(Collectors.joining(", ", "", "."));
    }
  },
  /** {@code Options: C left, A right, D midline, B bilateral.} */
  OPTIONS {
    @Override
    String of(List<Choice> listed) {
      return listed.stream()
          .map(choice -> choice.letter() + " " + choice.answer())
          .collect(Collectors.joining(", ", "Options: ", "."));
    }
  };

  abstract String of(List<Choice> listed);

  private static String joined(List<Choice> listed, String between) {
    return listed.stream().map(Choice::toString).collect(Collectors.joining(between));
  }
}
