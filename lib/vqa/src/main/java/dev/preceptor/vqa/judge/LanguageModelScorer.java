package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Scores continuations with a language model of any family. The tokens of a continuation are those
 * after the prefix it shares with the prompt's tokens, see {@link TokenizedAnswers}.
 *
 * <p>Prompts are computed in one pass: the prefix that all prompts share is computed once, and the
 * rest of a prompt once for all its one-token continuations.
 *
 * @param model the model
 * @param asTurn whether the prompt becomes a user turn of the model's chat template, if it has one,
 *     rather than plain text
 */
public record LanguageModelScorer(LanguageModel model, boolean asTurn)
    implements ContinuationScorer {

  /** Most tokens in one pass; bounds its memory. */
  private static final int MAX_PASS_TOKENS = 4096;

  @Override
  public ScoredContinuations score(String prompt, List<String> continuations) {
    return score(List.of(tokens(prompt, continuations))).get(0);
  }

  @Override
  public List<ScoredContinuations> scoreAll(List<String> prompts, List<String> continuations) {
    ScoredContinuations[] out = new ScoredContinuations[prompts.size()];
    List<Integer> places = new ArrayList<>();
    List<TokenizedAnswers> pass = new ArrayList<>();
    int passTokens = 0;
    for (int i = 0; i < out.length; i++) {
      try {
        TokenizedAnswers tokens = tokens(prompts.get(i), continuations);
        if (!pass.isEmpty() && passTokens + tokens.asked().length > MAX_PASS_TOKENS) {
          place(out, places, score(pass));
          places.clear();
          pass.clear();
          passTokens = 0;
        }
        places.add(i);
        pass.add(tokens);
        passTokens += tokens.asked().length;
      } catch (InputException e) {
        out[i] = ScoredContinuations.refused(e.getMessage());
      }
    }
    if (!pass.isEmpty()) {
      place(out, places, score(pass));
    }
    return List.of(out);
  }

  private static void place(
      ScoredContinuations[] out, List<Integer> places, List<ScoredContinuations> scored) {
    for (int i = 0; i < scored.size(); i++) {
      out[places.get(i)] = scored.get(i);
    }
  }

  /** Scores prompts in one pass. */
  private List<ScoredContinuations> score(List<TokenizedAnswers> all) {
    int shared = sharedByAll(all);
    List<int[]> completions = new ArrayList<>();
    List<Integer> given = new ArrayList<>();
    for (TokenizedAnswers tokens : all) {
      for (int i = 0; i < tokens.wholes().size(); i++) {
        int[] whole = tokens.wholes().get(i);
        completions.add(Arrays.copyOfRange(whole, shared, whole.length));
        given.add(tokens.ofPrompt(i) + tokens.shared().length - shared);
      }
    }
    int[] start = Arrays.copyOf(all.get(0).shared(), shared);
    List<float[]> ends =
        model.scoreEnds(new TokenizedPrompt(start, 0, Optional.empty()), completions, given);
    List<ScoredContinuations> out = new ArrayList<>();
    int at = 0;
    for (TokenizedAnswers tokens : all) {
      double[] logprobs = new double[tokens.wholes().size()];
      for (int i = 0; i < logprobs.length; i++) {
        for (float logprob : ends.get(at++)) {
          logprobs[i] += logprob;
        }
      }
      out.add(new ScoredContinuations(tokens.asked(), logprobs));
    }
    return out;
  }

  private static int sharedByAll(List<TokenizedAnswers> all) {
    int[] first = all.get(0).shared();
    return all.stream().mapToInt(tokens -> tokens.sharedWith(first)).min().orElseThrow();
  }

  /**
   * The tokens of a prompt and its continuations.
   *
   * @throws InputException if the model cannot process them
   */
  private TokenizedAnswers tokens(String prompt, List<String> continuations) {
    boolean turn = asTurn && model.processor().hasChatTemplate();
    String text = turn ? model.chatText(prompt, false) : prompt;
    TokenizedAnswers tokens =
        TokenizedAnswers.of(t -> model.tokenizer().encode(t, !turn), text, continuations);
    if (tokens.shared().length == 0) {
      throw new InputException("the judge's prompt is empty; give it some text");
    }
    for (int i = 0; i < tokens.wholes().size(); i++) {
      int length = tokens.wholes().get(i).length;
      checkLength(length);
      if (length == tokens.shared().length + tokens.ofPrompt(i)) {
        throw new InputException("an answer to the judge's prompt has no tokens");
      }
    }
    return tokens;
  }

  private void checkLength(int tokens) {
    int most = model.architecture().maxPositionEmbeddings();
    if (tokens > most) {
      throw new InputException(
          "the judge's prompt and answer have %d tokens, more than its model's %d positions"
              .formatted(tokens, most));
    }
  }
}
