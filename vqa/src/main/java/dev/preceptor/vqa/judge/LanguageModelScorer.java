package dev.preceptor.vqa.judge;

import dev.preceptor.models.InputException;
import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A language model of any family as a judge's model. Prompt and continuation are tokenized as one
 * text, since a tokenizer may join them; a continuation's tokens are those that follow what it has
 * in common with the prompt's.
 *
 * <p>Prompts are computed together: what all of them begin with once for all, what one of them goes
 * on with once for all its continuations of one token.
 *
 * @param model the model
 * @param asTurn whether the prompt is put as a user turn of the model's chat template, where it has
 *     one, rather than as it is
 */
public record LanguageModelScorer(LanguageModel model, boolean asTurn)
    implements ContinuationScorer {

  /** Tokens that one pass computes: bounds its memory. */
  private static final int MAX_PASS_TOKENS = 4096;

  /**
   * A prompt and its continuations as tokens.
   *
   * @param prompt ids of the prompt alone
   * @param wholes ids of the prompt with each continuation
   */
  private record Tokens(int[] prompt, List<int[]> wholes) {

    /** Tokens from the start that the prompt has in common with a continuation's. */
    int commonWith(int[] whole) {
      return common(prompt, whole);
    }

    /** Tokens from the start that the prompt has in common with all of them. */
    int common() {
      return wholes.stream().mapToInt(this::commonWith).min().orElse(0);
    }

    private static int common(int[] one, int[] other) {
      int mismatch = Arrays.mismatch(one, other);
      return mismatch < 0 ? one.length : mismatch;
    }
  }

  @Override
  public ScoredContinuations score(String prompt, List<String> continuations) {
    return score(List.of(tokens(prompt, continuations))).get(0);
  }

  @Override
  public List<ScoredContinuations> scoreAll(List<String> prompts, List<String> continuations) {
    ScoredContinuations[] out = new ScoredContinuations[prompts.size()];
    List<Integer> places = new ArrayList<>();
    List<Tokens> pass = new ArrayList<>();
    int passTokens = 0;
    for (int i = 0; i < out.length; i++) {
      try {
        Tokens tokens = tokens(prompts.get(i), continuations);
        if (!pass.isEmpty() && passTokens + tokens.prompt().length > MAX_PASS_TOKENS) {
          place(out, places, score(pass));
          places.clear();
          pass.clear();
          passTokens = 0;
        }
        places.add(i);
        pass.add(tokens);
        passTokens += tokens.prompt().length;
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

  /** One pass. */
  private List<ScoredContinuations> score(List<Tokens> all) {
    int shared = sharedByAll(all);
    List<int[]> completions = new ArrayList<>();
    List<Integer> given = new ArrayList<>();
    for (Tokens tokens : all) {
      for (int[] whole : tokens.wholes()) {
        completions.add(Arrays.copyOfRange(whole, shared, whole.length));
        given.add(tokens.commonWith(whole) - shared);
      }
    }
    int[] start = Arrays.copyOf(all.get(0).prompt(), shared);
    List<float[]> ends =
        model.scoreEnds(new Prompt(start, 0, Optional.empty()), completions, given);
    List<ScoredContinuations> out = new ArrayList<>();
    int at = 0;
    for (Tokens tokens : all) {
      double[] logprobs = new double[tokens.wholes().size()];
      for (int i = 0; i < logprobs.length; i++) {
        for (float logprob : ends.get(at++)) {
          logprobs[i] += logprob;
        }
      }
      out.add(new ScoredContinuations(tokens.prompt(), logprobs));
    }
    return out;
  }

  private static int sharedByAll(List<Tokens> all) {
    int[] first = all.get(0).prompt();
    return all.stream()
        .mapToInt(tokens -> Math.min(tokens.common(), Tokens.common(first, tokens.prompt())))
        .min()
        .orElseThrow();
  }

  /**
   * The tokens of a prompt and its continuations.
   *
   * @throws InputException if the model cannot take them
   */
  private Tokens tokens(String prompt, List<String> continuations) {
    boolean turn = asTurn && model.processor().hasChatTemplate();
    String text = turn ? model.chatText(prompt, false) : prompt;
    Tokens tokens =
        new Tokens(ids(text, turn), continuations.stream().map(c -> ids(text + c, turn)).toList());
    if (tokens.common() == 0) {
      throw new InputException("the judge's prompt has no token of its own; give it some text");
    }
    for (int[] whole : tokens.wholes()) {
      checkLength(whole.length);
      if (whole.length == tokens.commonWith(whole)) {
        throw new InputException("an answer to the judge's prompt has no token of its own");
      }
    }
    return tokens;
  }

  private int[] ids(String text, boolean turn) {
    return model.tokenizer().encode(text, !turn);
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
