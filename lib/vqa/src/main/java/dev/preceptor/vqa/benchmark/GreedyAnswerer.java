package dev.preceptor.vqa.benchmark;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Finish;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import java.util.List;

/**
 * A Qwen2-VL that answers by greedy decoding.
 *
 * @param model the policy
 * @param prompts makes prompts of questions
 * @param maxNewTokens most tokens in an answer
 */
public record GreedyAnswerer(LanguageModel model, QuestionPrompts prompts, int maxNewTokens)
    implements Answerer {

  @Override
  public List<Answer> answer(List<Question> questions) {
    List<TokenizedPrompt> asked =
        questions.stream()
            .map(question -> prompts.prompt(prompts.text(question), prompts.image(question)))
            .toList();
    return model.generate(asked, 1, Sampling.greedy(maxNewTokens), new long[asked.size()]).stream()
        .map(completions -> answer(completions.get(0)))
        .toList();
  }

  private static Answer answer(Completion completion) {
    return new Answer(
        completion.text(), completion.tokenIds().length, completion.finish() == Finish.STOP);
  }
}
