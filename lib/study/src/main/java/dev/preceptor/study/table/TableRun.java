package dev.preceptor.study.table;

import dev.preceptor.models.InputException;
import dev.preceptor.models.NotFiniteException;
import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.PhantomKeys;
import dev.preceptor.recipe.Recipe;
import dev.preceptor.recipe.RecipeException;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.JsonLine;
import dev.preceptor.run.PhantomData;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.WholeFile;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.schemas.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills the table cell by cell. A finished cell is a file and is not run again; a cell that was
 * stopped goes on where its training was. A cell that cannot be run says why, and the others go on.
 * The folder of the table has {@code cells/NAME.json}, {@code runs/NAME} and {@code table.md},
 * {@code table.json} and {@code table.html}, which are written anew after each cell.
 */
public final class TableRun {

  private static final int HASH_CHARACTERS = 12;

  private final TableSettings settings;
  private final RowTraining training;
  private final Display display;
  private final StopSignal stop;
  private final Map<Cell, CellResult> results = new LinkedHashMap<>();
  private final Map<Cell, String> reasons = new LinkedHashMap<>();
  private final Map<MetricKeys, String> unusable = new LinkedHashMap<>();

  public TableRun(TableSettings settings, RowTraining training, Display display, StopSignal stop) {
    this.settings = settings;
    this.training = training;
    this.display = display;
    this.stop = stop;
  }

  /**
   * Runs what is missing, and reports.
   *
   * @throws InputException if the folder cannot be written
   * @throws dev.preceptor.run.StoppedException if the process was asked to end; what is finished is
   *     in the files
   */
  public Table run() {
    List<Cell> cells = Cell.inOrder(settings.rows(), settings.seeds());
    makeFolders();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      try {
        results.put(cell, result(cell, "%d of %d".formatted(i + 1, cells.size())));
      } catch (InputException | RecipeException | RunFailedException | NotFiniteException e) {
        reasons.put(cell, firstLine(e));
        display.note("%s: %s".formatted(cell.name(), firstLine(e)));
      }
      write(table());
    }
    return table();
  }

  private void makeFolders() {
    try {
      PrivateFiles.folder(settings.out());
      PrivateFiles.folder(settings.out().resolve("cells"));
    } catch (IOException e) {
      throw InputException.cannotBe("created", settings.out(), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private CellResult result(Cell cell, String place) {
    List<String> overrides = settings.overridesOf(cell);
    Recipe recipe = RecipeReader.read(cell.row().recipe(), cell.row().job(), overrides);
    String sha256 = sha256(cell, overrides);
    Path file = settings.out().resolve("cells").resolve(cell.name() + ".json");
    Optional<CellResult> known = CellFile.read(file);
    if (known.isPresent() && !known.get().recipeSha256().equals(sha256)) {
      throw new InputException(
          "%s: is of another recipe, or of another --set; delete it, or give another --out"
              .formatted(file));
    }
    if (!settings.runs()) {
      return known.orElseThrow(() -> new InputException("has not been run yet"));
    }
    RunFolder run = new RunFolder(settings.out().resolve("runs"), cell.name());
    if (known.isPresent() && isComplete(known.get(), recipe)) {
      return known.get();
    }
    if (cell.row().isTrained() && known.isEmpty()) {
      display.note("%s (cell %s): training".formatted(cell.name(), place));
      training.train(cell.row(), settings.trainingOverridesOf(cell), run);
    }
    display.note("%s (cell %s): evaluating".formatted(cell.name(), place));
    return stop.guarding(() -> evaluated(cell, recipe, run, sha256, file, known));
  }

  /** Whether nothing is to be added, as far as the metrics' models are there. */
  private boolean isComplete(CellResult cell, Recipe recipe) {
    return (!settings.swaps() || cell.swapped().isPresent()) && missing(cell, recipe).isEmpty();
  }

  /** The metrics that are still to be measured, without those whose model was of no use before. */
  private List<MetricKeys> missing(CellResult cell, Recipe recipe) {
    return settings.metricsOf(recipe).stream()
        .filter(metric -> !cell.metrics().contains(metric.key()))
        .filter(metric -> !unusable.containsKey(metric))
        .toList();
  }

  private CellResult evaluated(
      Cell cell,
      Recipe recipe,
      RunFolder run,
      String sha256,
      Path file,
      Optional<CellResult> known) {
    Recipe located = cell.row().isTrained() ? inRun(recipe, run) : inTable(recipe);
    CellModel model =
        new CellModel(
            located,
            cell.row().isTrained() ? Optional.of(lastCheckpoint(cell, run)) : Optional.empty());
    CellEvaluation evaluation =
        new CellEvaluation(
            located,
            stop::requested,
            text -> display.underway("%s: %s".formatted(cell.name(), text)));
    CellResult result = known.orElseGet(() -> kept(file, evaluation.answers(model, sha256)));
    if (settings.swaps() && result.swapped().isEmpty()) {
      result = kept(file, result.withSwapped(evaluation.swapped(model)));
    }
    for (MetricKeys metric : missing(result, recipe)) {
      try {
        result = kept(file, evaluation.measured(result, metric));
      } catch (InputException e) {
        unusable.put(metric, firstLine(e));
        display.note(firstLine(e));
      }
    }
    display.underway("");
    return result;
  }

  /** Written at once, so that a stop loses at most one part of an evaluation. */
  private static CellResult kept(Path file, CellResult result) {
    CellFile.write(file, result);
    return result;
  }

  private static Path lastCheckpoint(Cell cell, RunFolder run) {
    return run.newestCheckpoint()
        .orElseThrow(
            () ->
                new InputException(
                    "%s: has no checkpoint of %s; delete the cell's file, to train it again"
                        .formatted(run.checkpoints(), cell.name())));
  }

  /** A run's own questions. */
  private Recipe inRun(Recipe recipe, RunFolder run) {
    Recipe located = PhantomData.in(run.data(), recipe);
    PhantomData.fill(located, run.data(), display::note);
    return located;
  }

  /** Generated questions of rows that are not trained are shared by them. */
  private Recipe inTable(Recipe recipe) {
    if (!PhantomData.isNeeded(recipe)) {
      return recipe;
    }
    PhantomKeys keys = recipe.data().phantom().orElseThrow().testOnly();
    String name = Sha256.hex(keys.toString().getBytes(StandardCharsets.UTF_8));
    Path folder =
        settings.out().resolve("data").resolve("phantom-" + name.substring(0, HASH_CHARACTERS));
    PhantomData.generate(keys, folder);
    return PhantomData.in(folder, recipe);
  }

  /** Of the recipe as it was given, so that a new default of another version is no difference. */
  private static String sha256(Cell cell, List<String> overrides) {
    try {
      String text = Sha256.hex(Files.readAllBytes(cell.row().recipe()));
      return Sha256.hex(
          (text + "\n" + String.join("\n", overrides)).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw InputException.cannotBe("read", cell.row().recipe(), e);
    }
  }

  private Table table() {
    List<RowReport> rows = new ArrayList<>();
    for (TableRow row : settings.rows()) {
      Map<String, CellResult> cells = new LinkedHashMap<>();
      List<String> why = new ArrayList<>();
      for (Cell cell : Cell.of(row, settings.seeds())) {
        if (results.containsKey(cell)) {
          cells.put(cell.name(), results.get(cell));
        } else if (reasons.containsKey(cell)) {
          why.add(
              cell.seed().isPresent()
                  ? "seed %d: %s".formatted(cell.seed().getAsLong(), reasons.get(cell))
                  : reasons.get(cell));
        }
      }
      rows.add(new RowReport(row, cells, why));
    }
    return new Table(settings.folder(), settings.seeds(), rows, metricReasons(rows));
  }

  /** Why a column is empty, or not full. */
  private Map<TableColumn, String> metricReasons(List<RowReport> rows) {
    Map<TableColumn, String> why = new EnumMap<>(TableColumn.class);
    for (TableColumn column : TableColumn.values()) {
      boolean measured =
          rows.stream()
              .flatMap(row -> row.cells().values().stream())
              .anyMatch(cell -> cell.metrics().contains(column.key()));
      if (column.hasModel() && !measured) {
        why.put(
            column,
            "not measured; name its model in the recipes' metrics, or with --metric %s=DIR"
                .formatted(column.key()));
      }
    }
    unusable.forEach(
        (metric, reason) -> why.put(TableColumn.valueOf(metric.name().name()), reason));
    return why;
  }

  private void write(Table table) {
    try {
      WholeFile.write(settings.out().resolve("table.md"), TableMarkdown.of(table));
      WholeFile.write(
          settings.out().resolve("table.json"), JsonLine.of(TableJson.of(table)) + "\n");
      WholeFile.write(settings.out().resolve("table.html"), TablePage.html(table));
    } catch (IOException e) {
      throw InputException.cannotBe("written", settings.out(), e);
    }
  }
}
