package dev.preceptor.cli.options;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.MetricName;
import dev.preceptor.vqa.metric.ResponseMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the option {@code --metric NAME=DIR} as a recipe's key {@code metrics} is read. */
public final class MetricOption {

  private static final char BEFORE_FOLDER = '=';

  private MetricOption() {}

  /**
   * The metrics with their models' folders, which need not exist.
   *
   * @param texts one for each time that the option was given
   * @throws InputException if one is not such a text, or names a metric again
   */
  public static List<MetricKeys> read(List<String> texts) {
    List<MetricKeys> keys = new ArrayList<>();
    Set<MetricName> once = EnumSet.noneOf(MetricName.class);
    for (String text : texts) {
      int at = text.indexOf(BEFORE_FOLDER);
      if (at < 0) {
        throw new InputException(
            "--metric %s: has no model; write NAME=DIR, such as similarity=weights/stsb-roberta-base"
                .formatted(text));
      }
      String name = text.substring(0, at);
      ResponseMetrics.require("--metric", name);
      MetricName metric = MetricName.valueOf(name.toUpperCase(Locale.ROOT));
      if (!once.add(metric)) {
        throw new InputException("--metric %s: is given twice".formatted(name));
      }
      keys.add(new MetricKeys(metric, new JudgeFolder(Path.of(text.substring(at + 1)))));
    }
    return keys;
  }
}
