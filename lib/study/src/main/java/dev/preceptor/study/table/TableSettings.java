package dev.preceptor.study.table;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a table is to be of.
 *
 * @param folder name of the folder of recipes
 * @param rows its rows
 * @param seeds of the trained rows, at least one
 * @param out folder of the table's files
 * @param overrides texts {@code key=value} for the recipes that have the key
 * @param metrics models of metrics, in place of those that a recipe names
 * @param swaps whether every question is asked with another question's image too
 * @param runs whether what is missing is run; if not, what is there is reported
 */
public record TableSettings(
    String folder,
    List<TableRow> rows,
    List<Long> seeds,
    Path out,
    List<String> overrides,
    List<MetricKeys> metrics,
    boolean swaps,
    boolean runs) {

  /**
   * @throws InputException if no row takes one of the overrides
   */
  public TableSettings {
    rows = List.copyOf(rows);
    seeds = List.copyOf(seeds);
    overrides = List.copyOf(overrides);
    metrics = List.copyOf(metrics);
    for (String override : overrides) {
      requireTaken(rows, override);
    }
  }

  private static void requireTaken(List<TableRow> rows, String override) {
    String key = key(override);
    if (key.equals("seed")) {
      throw new InputException("--set %s: --seeds decides".formatted(override));
    }
    if (rows.stream().noneMatch(row -> takes(row, key))) {
      throw new InputException(
          "--set %s: no row of the table has the key %s; see preceptor recipe keys"
              .formatted(override, key));
    }
  }

  private static String key(String override) {
    return override.split("[=.]", 2)[0].strip();
  }

  private static boolean takes(TableRow row, String key) {
    return RecipeKey.all().stream()
        .anyMatch(known -> known.key().equals(key) && known.jobs().contains(row.job()));
  }

  /** What changes a cell's recipe: the overrides that it takes, and its seed. */
  List<String> overridesOf(Cell cell) {
    List<String> taken = new ArrayList<>();
    overrides.stream().filter(override -> takes(cell.row(), key(override))).forEach(taken::add);
    cell.seed().ifPresent(seed -> taken.add("seed=" + seed));
    return taken;
  }

  /**
   * The same for its training, which measures nothing: a model that is only measured with need not
   * be there to train.
   */
  List<String> trainingOverridesOf(Cell cell) {
    List<String> changes = new ArrayList<>(overridesOf(cell));
    changes.add("metrics=[]");
    return changes;
  }

  /** What a cell's answers are measured with, in the order of columns. */
  List<MetricKeys> metricsOf(Recipe recipe) {
    List<MetricKeys> all = new ArrayList<>(metrics);
    recipe.evaluation().metrics().stream()
        .filter(metric -> metrics.stream().noneMatch(given -> given.name() == metric.name()))
        .forEach(all::add);
    all.sort(Comparator.comparing(MetricKeys::name));
    return all;
  }
}
