package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a question is worded for the policy. */
public enum PromptTemplate {
  /** The paper's Fig. S5: one user turn for a model that follows instructions. */
  CHAT("") {
    @Override
    String render(String asked) {
      return asked
          + "\nOutput the thinking process in <think> </think> and final answer in <answer> </answer>"
          + " tags.";
    }
  },
  /**
   * A dialogue for a base model to go on with, after R1-Zero and VisualThinker-R1-Zero. Its
   * completion starts inside the thinking.
   */
  BASE("<think>") {
    @Override
    String render(String asked) {
      return "A conversation between User and Assistant. The user asks a question about the image,"
          + " and the Assistant solves it. The assistant first thinks about the reasoning process"
          + " in the mind and then provides the user with the answer. The reasoning process and"
          + " answer are enclosed within <think> </think> and <answer> </answer> tags.\nUser: "
          + asked
          + "\nAssistant: Let me solve this step by step.\n"
          + completionPrefix();
    }
  };

  private final String completionPrefix;

  PromptTemplate(String completionPrefix) {
    this.completionPrefix = completionPrefix;
  }

  abstract String render(String asked);

  /** The text put to the model, before any chat template. */
  public String render(Question question) {
    return render(question.question(), question.choices());
  }

  /** The text put to the model for a question and its choices' texts. */
  public String render(String question, List<String> choices) {
    StringBuilder asked =
        new StringBuilder(question).append(" Choose between the following options: ");
    for (int i = 0; i < choices.size(); i++) {
      asked.append(i == 0 ? "" : " , ").append((char) ('A' + i)).append(':').append(choices.get(i));
    }
    return render(asked.toString());
  }

  /**
   * The end of the prompt that belongs to the response: a grader sees this and then what the model
   * wrote.
   */
  public String completionPrefix() {
    return completionPrefix;
  }

  /** Whether the prompt is a user turn of the model's chat template rather than text to go on. */
  public boolean isTurn() {
    return this == CHAT;
  }

  /**
   * The template of a recipe's {@code prompt_template}: {@code chat} or {@code base}.
   *
   * @throws InputException if there is none of that name
   */
  public static PromptTemplate byName(String name) {
    return Arrays.stream(values())
        .filter(template -> template.recipeName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "prompt_template \"%s\" is unknown; use %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(PromptTemplate::recipeName)
                                .collect(Collectors.joining(" or ")))));
  }

  private String recipeName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
