package dev.preceptor.vqa.phantom;

import dev.preceptor.vqa.PromptTemplate;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompts and demonstrations without images: the training texts of the embedded policy's tokenizer.
 */
public final class PhantomTexts {
  private PhantomTexts() {}

  /** The texts of {@code spec}'s training questions, and the role names of chat turns. */
  public static List<String> of(PhantomSpec spec) {
    QuestionMaker maker = new QuestionMaker(spec, 0, spec.train());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < spec.train(); i++) {
      PhantomQuestion made = maker.ask(i);
      texts.add(PromptTemplate.CHAT.render(made.question(), made.choices()));
      texts.add(made.response());
      texts.add("user\n");
      texts.add("assistant\n");
    }
    return texts;
  }
}
