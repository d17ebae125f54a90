package dev.preceptor.vqa.benchmark;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.sampling.Completion;
import dev.preceptor.models.sampling.Finish;
import dev.preceptor.models.sampling.Sampling;
import dev.preceptor.vqa.Question;
import dev.preceptor.vqa.QuestionPrompts;
import dev.preceptor.vqa.ThinkingTokens;
import java.util.ArrayList;
import java.util.List;

/**
 * A language model that answers by greedy decoding.
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
    List<List<Completion>> completions =
        model.generate(asked, 1, Sampling.greedy(maxNewTokens), new long[asked.size()]);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      answers.add(answer(asked.get(i).opening(), completions.get(i).get(0)));
    }
    return answers;
  }

  private Answer answer(String opening, Completion completion) {
    int thinking =
        ThinkingTokens.count(
            opening, completion.text(), completion.tokenIds(), model.tokenizer()::decode);
    return new Answer(
        completion.text(),
        completion.tokenIds().length,
        thinking,
        completion.finish() == Finish.STOP);
  }
}
