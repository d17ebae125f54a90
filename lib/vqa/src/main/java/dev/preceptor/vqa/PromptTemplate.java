package dev.preceptor.vqa;

import dev.preceptor.models.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The prompt templates for questions to the policy. */
public enum PromptTemplate {
  /** The paper's Fig. S5: one user turn, for an instruction-tuned model. */
  CHAT {
    @Override
    String render(String asked) {
      return asked
          + "\n"
          + "Output the thinking process in <think> </think> and final answer in <answer> </answer>"
          + " tags.";
    }
  },
  /**
   * A dialogue for a base model to continue, after R1-Zero and VisualThinker-R1-Zero. The
   * completion starts inside the thinking text.
   */
  BASE {
    @Override
    String render(String asked) {
      return "A conversation between User and Assistant. The user asks a question about the image,"
          + " and the Assistant solves it. The assistant first thinks about the reasoning process"
          + " in the mind and then provides the user with the answer. The reasoning process and"
          + " answer are enclosed within <think> </think> and <answer> </answer> tags.\nUser: "
          + asked
          + "\nAssistant: Let me solve this step by step.\n"
          + ThinkingSpan.OPEN;
    }
  };

  abstract String render(String asked);

  /** The prompt's text, before the chat template is applied. */
  public String render(Question question) {
    return render(question.question(), question.choices());
  }

  /**
   * The prompt's text for a question and the texts of its choices, before the chat template is
   * applied.
   */
  public String render(String question, List<String> choices) {
    StringBuilder asked =
        new StringBuilder(question).append(" Choose between the following options: ");
    for (int i = 0; i < choices.size(); i++) {
      asked.append(i == 0 ? "" : " , ").append((char) ('A' + i)).append(':').append(choices.get(i));
    }
    return render(asked.toString());
  }

  /**
   * Whether the prompt is a user turn of the model's chat template, rather than text to be
   * continued.
   */
  public boolean isTurn() {
    return this == CHAT;
  }

  /**
   * The template with a name in recipes ({@code prompt_template}): {@code chat} or {@code base}.
   *
   * @throws InputException if there is no template of that name
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
