package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.RunsOption;
import dev.preceptor.fleet.broker.BrokerOfRun;
import dev.preceptor.history.evaluation.PastEvaluations;
import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.run.RunFolder;
import dev.preceptor.runlog.RunLog;
import dev.preceptor.runlog.RunTopics;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.study.compare.AnswerFile;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.AnsweredQuestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Where the answers of a policy are read from: {@code RUN}, {@code RUN@VERSION} or a file.
 *
 * @param runs folder of runs
 * @param broker the broker that has their topics, where it is not their own
 * @param say takes progress messages
 */
record AnswerSource(RunsOption runs, BrokerOptions broker, Consumer<String> say) {

  private static final char BEFORE_VERSION = '@';

  /**
   * Answers, and where their questions are.
   *
   * @param set the answers
   * @param recipe of the run that gave them; empty for a file
   */
  record Answers(AnswerSet set, Optional<Recipe> recipe) {}

  /**
   * Reads answers.
   *
   * @throws InputException if there is no such file, run or version
   */
  Answers read(String source) {
    Path file = Path.of(source);
    if (Files.isRegularFile(file)) {
      return new Answers(AnswerFile.read(file), Optional.empty());
    }
    if (source.indexOf('/') >= 0) {
      throw new InputException(source + ": no such file");
    }
    int at = source.lastIndexOf(BEFORE_VERSION);
    return at < 0
        ? ofRun(source, OptionalInt.empty())
        : ofRun(source.substring(0, at), OptionalInt.of(version(source, at)));
  }

  private static int version(String source, int at) {
    try {
      return Integer.parseUnsignedInt(source.substring(at + 1));
    } catch (NumberFormatException e) {
      throw new InputException(
          "%s: '%s' is no version of a policy; write RUN@VERSION, such as my-run@0"
              .formatted(source, source.substring(at + 1)),
          e);
    }
  }

  private Answers ofRun(String run, OptionalInt version) {
    RunFolder folder = runs.folder(run, broker);
    PastEvaluations evaluations;
    try (BrokerOfRun log = BrokerOfRun.find(folder, broker.config(), say)) {
      evaluations =
          PastEvaluations.read(
              new RunTopics(log.access(), folder.topics()),
              RunLog.at(log.access(), folder.topics()),
              run);
    }
    Evaluation evaluation = evaluations.of(version);
    AnswerSet answers =
        AnswerSet.of(
            run + BEFORE_VERSION + evaluation.getPolicyVersion(),
            evaluations.questionsSha256(),
            evaluation.getResults().stream()
                .map(
                    result ->
                        new AnsweredQuestion(
                            result.getRow(),
                            result.getAnswer(),
                            result.getResponse(),
                            result.getCorrect()))
                .toList());
    return new Answers(answers, Optional.of(evaluations.recipe()));
  }
}
