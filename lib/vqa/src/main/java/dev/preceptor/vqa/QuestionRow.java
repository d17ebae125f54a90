package dev.preceptor.vqa;

import static dev.preceptor.vqa.UnusableRow.quoted;

import dev.preceptor.vqa.grading.ChoiceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Converts a CSV row to a question, or rejects it with a reason. */
record QuestionRow(Columns columns, ImageFolder images) {

  Question question(long row, String[] values) throws UnusableRow {
    checkValues(values);
    String question = ChoiceText.clean(value(values, columns.question()));
    if (question.isEmpty()) {
      throw new UnusableRow("no question");
    }
    List<String> choices = choices(values);
    char answer = answer(values, choices);
    Path image = images.find(value(values, columns.image()).strip());
    Optional<String> response =
        Optional.of(value(values, columns.response()).strip()).filter(text -> !text.isEmpty());
    Question read = new Question(row, question, choices, answer, image, response);
    Optional<String> problem = ControlTokens.in(read, ControlTokens::in);
    if (problem.isPresent()) {
      throw new UnusableRow(problem.get());
    }
    return read;
  }

  private void checkValues(String[] values) throws UnusableRow {
    for (int i = columns.count(); i < values.length; i++) {
      if (!values[i].isBlank()) {
        throw new UnusableRow(
            "%d values, but the header has %d columns; does a value with a comma lack quotes?"
                .formatted(values.length, columns.count()));
      }
    }
    for (String value : values) {
      if (value.length() > PmcVqa.MAX_VALUE_CHARACTERS) {
        throw new UnusableRow(
            "a value of %,d characters, more than %,d; is there an unclosed quote?"
                .formatted(value.length(), PmcVqa.MAX_VALUE_CHARACTERS));
      }
      if (value.indexOf('\ufffd') >= 0) {
        throw new UnusableRow("not UTF-8: " + quoted(value));
      }
    }
  }

  private List<String> choices(String[] values) throws UnusableRow {
    List<String> written = new ArrayList<>();
    for (int column : columns.choices()) {
      written.add(value(values, column));
    }
    List<String> choices = ChoiceText.withoutLetters(written);
    List<String> canonical = new ArrayList<>();
    for (int i = 0; i < Question.CHOICES; i++) {
      char letter = (char) ('A' + i);
      String text = choices.get(i);
      if (text.isEmpty()) {
        throw new UnusableRow("choice " + letter + " is empty");
      }
      int equal = canonical.indexOf(ChoiceText.canonical(text));
      if (equal >= 0) {
        throw new UnusableRow(
            "choices " + (char) ('A' + equal) + " and " + letter + " are both " + quoted(text));
      }
      canonical.add(ChoiceText.canonical(text));
    }
    return choices;
  }

  private char answer(String[] values, List<String> choices) throws UnusableRow {
    String label = value(values, columns.label());
    Optional<Character> letter = ChoiceText.letter(label, Question.CHOICES);
    if (letter.isEmpty()) {
      throw new UnusableRow("answer letter " + quoted(label) + " is not one of A, B, C, D");
    }
    String choice = choices.get(letter.get() - 'A');
    String written = value(values, columns.answerText());
    if (!ChoiceText.isAnswer(written, letter.get(), choice)) {
      throw new UnusableRow(
          "answer text %s disagrees with label %s, which is %s"
              .formatted(quoted(written), letter.get(), quoted(choice)));
    }
    return letter.get();
  }

  private static String value(String[] values, int column) {
    return column < 0 || column >= values.length ? "" : values[column];
  }
}
