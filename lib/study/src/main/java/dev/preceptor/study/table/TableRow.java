package dev.preceptor.study.table;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A row of the table: a recipe.
 *
 * @param name the recipe's name, without ending
 * @param title for people
 * @param recipe the file
 * @param job what the recipe is for
 * @param paper the paper's numbers; empty for a row that it does not have
 */
public record TableRow(
    String name, String title, Path recipe, Job job, Map<TableColumn, PaperFigure> paper) {

  private static final String ENDING = ".yaml";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  /**
   * The rows of a folder: a recipe each, the paper's in its order, then others by name. What a
   * recipe is for stands in its name: {@code sft}, {@code dpo}, {@code eval}, or else {@code
   * train}.
   *
   * @throws InputException if it has no recipe
   */
  public static List<TableRow> of(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> order = PaperTable.names();
      List<TableRow> rows =
          files
              .filter(file -> file.getFileName().toString().endsWith(ENDING))
              .map(TableRow::ofFile)
              .sorted(
                  Comparator.comparingInt(
                          (TableRow row) ->
                              order.contains(row.name) ? order.indexOf(row.name) : order.size())
                      .thenComparing(TableRow::name))
              .toList();
      if (rows.isEmpty()) {
        throw new InputException(folder + ": has no recipe; give a folder of recipes (*.yaml)");
      }
      return rows;
    } catch (IOException e) {
      throw InputException.cannotBe("read", folder, e);
    }
  }

  private static TableRow ofFile(Path file) {
    String base = file.getFileName().toString();
    String name = base.substring(0, base.length() - ENDING.length());
    if (!NAME.matcher(name).matches()) {
      throw new InputException(
          "%s: its name cannot name a run; use letters, digits, '_' and '-', starting with a letter"
              .formatted(file));
    }
    return PaperTable.of(name)
        .map(row -> new TableRow(name, row.title(), file, jobOf(name), row.figures()))
        .orElseGet(() -> new TableRow(name, name, file, jobOf(name), Map.of()));
  }

  private static Job jobOf(String name) {
    return name.contains("sft")
        ? Job.SFT
        : name.contains("dpo") ? Job.DPO : name.contains("eval") ? Job.EVAL : Job.TRAIN;
  }

  /** Whether seeds make a difference: a model that is not trained is evaluated once. */
  public boolean isTrained() {
    return job != Job.EVAL;
  }
}
