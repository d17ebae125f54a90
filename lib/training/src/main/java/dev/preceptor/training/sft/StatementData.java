package dev.preceptor.training.sft;

import dev.preceptor.models.language.LanguageModel;
import dev.preceptor.models.language.TokenizedPrompt;
import dev.preceptor.models.text.Tokenizer;
import dev.preceptor.models.training.SftTrainer.Example;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.training.tuning.DataDigest;
import dev.preceptor.training.tuning.TuningData;
import dev.preceptor.training.tuning.TuningMetric;
import dev.preceptor.vqa.ControlTokens;
import dev.preceptor.vqa.LabelledStatement;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.StatementFile;
import dev.preceptor.vqa.UsableRows;
import dev.preceptor.vqa.benchmark.BenchmarkMetric;
import dev.preceptor.vqa.judge.JudgeReport;
import dev.preceptor.vqa.judge.LanguageModelScorer;
import dev.preceptor.vqa.judge.SemanticJudge;
import dev.preceptor.vqa.judge.TokenizedAnswers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Statements with the verdict that a judge should give on each. The model learns to continue the
 * prompt of the paper's Fig. 1 with the response, which starts with " Yes" or " No".
 */
final class StatementData implements TuningData<Example> {

  private final List<Example> examples = new ArrayList<>();
  private final List<Rejected> rejected;
  private final List<LabelledStatement> test;
  private final DataDigest digest = new DataDigest();
  private final String sha256;

  /**
   * Reads a recipe's files.
   *
   * @param maxTokens maximum tokens of the model
   * @throws dev.preceptor.models.InputException if a file cannot be used
   */
  StatementData(Recipe recipe, Tokenizer tokenizer, int maxTokens) {
    Path trainCsv = recipe.data().trainCsv().orElseThrow();
    StatementFile train =
        StatementFile.read(trainCsv, Integer.MAX_VALUE, recipe.supervised().responseColumn());
    rejected = new ArrayList<>(train.rejected());
    int maxPrompt = recipe.sampling().maxPromptLength();
    int maxResponse = recipe.sampling().maxCompletionLength();
    for (LabelledStatement statement : train.accepted()) {
      String problem = add(statement, tokenizer, maxPrompt, maxResponse, maxTokens);
      if (!problem.isEmpty()) {
        rejected.add(new Rejected(statement.row(), problem));
      }
    }
    UsableRows.require("train_csv " + trainCsv, examples, rejected);
    sha256 = digest.sha256();
    int limit = recipe.evaluation().evalLimit();
    Path csv = recipe.data().testCsv().orElseThrow();
    test =
        StatementFile.read(
                csv, limit > 0 ? limit : Integer.MAX_VALUE, recipe.supervised().responseColumn())
            .requireStatements("test_csv " + csv);
  }

  /** Adds a statement, or returns why it cannot be used. */
  private String add(
      LabelledStatement statement,
      Tokenizer tokenizer,
      int maxPrompt,
      int maxResponse,
      int maxTokens) {
    Optional<String> control =
        tokenizer
            .controlToken(statement.text())
            .map(token -> ControlTokens.why("Statement", token))
            .or(
                () ->
                    tokenizer
                        .controlToken(statement.response())
                        .map(token -> ControlTokens.why("the response", token)));
    if (control.isPresent()) {
      return control.get();
    }
    TokenizedAnswers answers =
        TokenizedAnswers.of(
            text -> tokenizer.encode(text, true),
            SemanticJudge.prompt(statement.text()),
            List.of(" " + statement.response()));
    int[] response = answers.tails().get(0);
    if (answers.asked().length > maxPrompt) {
      return "its prompt has %d tokens, more than max_prompt_length %d"
          .formatted(answers.asked().length, maxPrompt);
    }
    if (response.length > maxResponse) {
      return "its response has %d tokens, more than max_completion_length %d"
          .formatted(response.length, maxResponse);
    }
    if (answers.wholes().get(0).length > maxTokens) {
      return "it has %d tokens with its response, more than the model's %d positions"
          .formatted(answers.wholes().get(0).length, maxTokens);
    }
    digest.add(answers.shared()).add(response);
    examples.add(new Example(new TokenizedPrompt(answers.shared(), 0, Optional.empty()), response));
    return "";
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public Example example(int index) {
    return examples.get(index);
  }

  @Override
  public int tokens(Example example) {
    return example.tokens();
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public String testSha256() {
    DataDigest statements = new DataDigest();
    test.forEach(each -> statements.add(each.text()).add(each.response()));
    return statements.sha256();
  }

  @Override
  public List<Rejected> rejected() {
    return rejected;
  }

  @Override
  public Map<String, Double> measure(LanguageModel policy, BooleanSupplier stop) {
    long start = System.nanoTime();
    JudgeReport report =
        JudgeReport.of(
            new SemanticJudge(new LanguageModelScorer(policy, false)),
            test,
            done -> {
              if (stop.getAsBoolean()) {
                throw new CancellationException();
              }
            });
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(BenchmarkMetric.N.key(), (double) report.n());
    metrics.put(BenchmarkMetric.ACCURACY.key(), report.accuracy());
    metrics.put(TuningMetric.UNSCORABLE.key(), (double) report.unscorable());
    report
        .kinds()
        .forEach(
            (kind, score) -> metrics.put(TuningMetric.KIND_ACCURACY.key(kind), score.accuracy()));
    metrics.put(BenchmarkMetric.SECONDS.key(), (System.nanoTime() - start) / 1e9);
    return metrics;
  }
}
