package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.models.language.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A language model of any family as a judge's model. Prompt and continuation are tokenized as one
 * text, since a tokenizer may join them; a continuation's tokens are those that follow what it has
 * in common with the prompt's.
 *
 * @param model the model
 * @param asTurn whether the prompt is put as a user turn of the model's chat template, where it has
 *     one, rather than as it is
 */
public record LanguageModelScorer(LanguageModel model, boolean asTurn)
    implements ContinuationScorer {

  @Override
  public ScoredContinuations score(String prompt, List<String> continuations) {
    boolean turn = asTurn && model.processor().hasChatTemplate();
    String text = turn ? model.chatText(prompt, false) : prompt;
    int[] asked = ids(text, turn);
    List<int[]> wholes = continuations.stream().map(c -> ids(text + c, turn)).toList();
    int shared = wholes.stream().mapToInt(whole -> common(asked, whole)).min().orElse(0);
    if (shared == 0) {
      throw new InputException("the judge's prompt has no token of its own; give it some text");
    }
    List<int[]> tails = new ArrayList<>();
    for (int[] whole : wholes) {
      checkLength(whole.length);
      tails.add(Arrays.copyOfRange(whole, shared, whole.length));
    }
    Prompt start = new Prompt(Arrays.copyOf(asked, shared), 0, Optional.empty());
    List<Score> scores = model.score(start, tails);
    double[] logprobs = new double[wholes.size()];
    for (int i = 0; i < logprobs.length; i++) {
      float[] tail = scores.get(i).logprobs();
      for (int t = common(asked, wholes.get(i)) - shared; t < tail.length; t++) {
        logprobs[i] += tail[t];
      }
    }
    return new ScoredContinuations(asked, logprobs);
  }

  private int[] ids(String text, boolean turn) {
    return model.tokenizer().encode(text, !turn);
  }

  /** How many tokens two texts have in common from the start. */
  private static int common(int[] one, int[] other) {
    int mismatch = Arrays.mismatch(one, other);
    return mismatch < 0 ? one.length : mismatch;
  }

  private void checkLength(int tokens) {
    int most = model.architecture().maxPositionEmbeddings();
    if (tokens > most) {
      throw new InputException(
          "the judge's prompt has %d tokens with its answer; its model takes %d"
              .formatted(tokens, most));
    }
  }
}
