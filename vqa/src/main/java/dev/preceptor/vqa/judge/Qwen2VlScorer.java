package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import java.util.List;
import java.util.Optional;

/**
 * A Qwen2-VL given text alone, as a judge's model.
 *
 * @param model the model
 * @param asTurn whether the prompt is put as a user turn of the model's chat template, rather than
 *     as it is
 */
public record Qwen2VlScorer(LanguageModel model, boolean asTurn) implements ContinuationScorer {

  @Override
  public ScoredContinuations score(String prompt, List<String> continuations) {
    String text = asTurn ? model.chatText(prompt, false) : prompt;
    Prompt asked = model.prompt(text, Optional.empty());
    double[] logprobs = new double[continuations.size()];
    for (int i = 0; i < logprobs.length; i++) {
      int[] ids = model.tokenizer().encode(continuations.get(i));
      checkLength(asked.ids().length + ids.length);
      for (float logprob : model.score(asked, ids).logprobs()) {
        logprobs[i] += logprob;
      }
    }
    return new ScoredContinuations(asked.ids(), logprobs);
  }

  private void checkLength(int tokens) {
    int most = model.architecture().maxPositionEmbeddings();
    if (tokens > most) {
      throw new InputException(
          "the judge's prompt has %d tokens; its model takes %d".formatted(tokens, most));
    }
  }
}
