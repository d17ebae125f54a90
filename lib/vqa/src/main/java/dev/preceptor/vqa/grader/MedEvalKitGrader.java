package dev.preceptor.vqa.grader;

import dev.preceptor.vqa.TaggedText;
import dev.preceptor.vqa.grading.Graded;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code judge_multi_choice} of MedEvalKit ({@code utils/utils.py}, commit {@code 9b12e3b}) with
 * the choices as PMC-VQA publishes them, {@code B:Abdomen}: the letter or choice after words such
 * as <em>answer is</em>; if that is neither, the choice that is most similar by Python's difflib,
 * and the first one if none is.
 */
final class MedEvalKitGrader implements Grader {

  private static final List<String> ANNOUNCEMENTS =
      List.of(
          "**answer**:",
          "**answer**",
          "*answer*:",
          "**answer:**",
          "answer is",
          "answer:",
          "答案:",
          "final answer",
          "final answer is");

  private static final String BOX = "\\boxed{";

  /** What mathruler's {@code extract_boxed_content} gives where there is no whole box. */
  private static final String NO_BOX = "None";

  @Override
  public String name() {
    return "medevalkit";
  }

  @Override
  public boolean isCorrect(Graded graded) {
    List<String> letters = new ArrayList<>();
    List<String> choices = new ArrayList<>();
    for (String choice : graded.choices()) {
      String letter = String.valueOf((char) ('a' + letters.size()));
      letters.add(letter);
      choices.add(lower(letter + ":" + choice));
    }
    int right = graded.answer() - 'A';
    String answer = announced(paragraph(lower(graded.response()), letters)).strip();
    answer = lower(answer).replace("\n", "");
    String first = afterLast(before(answer, "."), ":");
    if (letters.contains(first)) {
      return letters.indexOf(first) == right;
    }
    if (choices.contains(first)) {
      return choices.indexOf(first) == right;
    }
    return MostSimilar.index(choices, answer, 0) == right;
  }

  /** The first or the last paragraph if it is a letter, else the whole text. */
  private static String paragraph(String response, List<String> letters) {
    String first = before(response, "\n\n");
    if (letters.contains(first)) {
      return first;
    }
    String last = before(afterLast(response, "\n\n"), ".");
    return letters.contains(last) ? last : response;
  }

  /** What is in the box or the tag, after the last announcement. */
  private static String announced(String response) {
    String answer = response;
    if (response.contains("boxed")) {
      answer = boxed(response);
    } else if (response.contains("<answer>")) {
      answer = TaggedText.orAll(response, "answer");
    }
    for (String announcement : ANNOUNCEMENTS) {
      answer = afterLast(answer, announcement);
    }
    return answer;
  }

  /** The content of the last box with its inner braces. */
  private static String boxed(String text) {
    int box = text.lastIndexOf(BOX);
    if (box < 0) {
      return NO_BOX;
    }
    int start = box + BOX.length();
    int depth = 1;
    for (int i = start; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return text.substring(start, i).strip();
      }
    }
    return NO_BOX;
  }

  private static String before(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String afterLast(String text, String mark) {
    int at = text.lastIndexOf(mark);
    return at < 0 ? text : text.substring(at + mark.length());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
