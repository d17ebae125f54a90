package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import dev.preceptor.models.language.Score;
import java.util.List;
import java.util.Optional;

/**
 * A language model of any family as a judge's model. A continuation's tokens are those that follow
 * what it has in common with the prompt's, see {@link TokenizedAnswers}.
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
    TokenizedAnswers answers =
        TokenizedAnswers.of(t -> model.tokenizer().encode(t, !turn), text, continuations);
    if (answers.shared().length == 0) {
      throw new InputException("the judge's prompt has no token of its own; give it some text");
    }
    answers.wholes().forEach(whole -> checkLength(whole.length));
    Prompt start = new Prompt(answers.shared(), 0, Optional.empty());
    List<Score> scores = model.score(start, answers.tails());
    double[] logprobs = new double[scores.size()];
    for (int i = 0; i < logprobs.length; i++) {
      float[] tail = scores.get(i).logprobs();
      for (int t = answers.ofPrompt(i); t < tail.length; t++) {
        logprobs[i] += tail[t];
      }
    }
    return new ScoredContinuations(answers.asked(), logprobs);
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
