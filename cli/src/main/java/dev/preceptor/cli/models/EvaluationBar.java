package dev.preceptor.cli.models;

import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.vqa.benchmark.Answer;
import dev.preceptor.vqa.benchmark.Answerer;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar for an evaluation, on standard error if that is a terminal. */
final class EvaluationBar implements AutoCloseable {

  private static final int STANDARD_ERROR = 2;
  private static final int REDRAW_MILLIS = 200;

  private final Optional<ProgressBar> bar;

  EvaluationBar(String task, int n) {
    bar = Terminal.of(STANDARD_ERROR).map(terminal -> bar(task, n, terminal.columns()));
  }

  private static ProgressBar bar(String task, int n, int columns) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(n)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, columns - 1))
        .showSpeed()
        .build();
  }

  /** Wraps an answerer so that each answer advances the bar. */
  Answerer following(Answerer answerer) {
    return questions -> {
      List<Answer> answers = answerer.answer(questions);
      bar.ifPresent(shown -> shown.stepBy(answers.size()));
      return answers;
    };
  }

  /** Sets the number of finished items. */
  void at(int done) {
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
