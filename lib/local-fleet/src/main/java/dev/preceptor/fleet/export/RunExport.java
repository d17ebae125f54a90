package dev.preceptor.fleet.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.StoppedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Writes what a console shows of one run as files: its state, all curves, the newest groups with
 * their images, the evaluations with their answers, and its fleet.
 */
public final class RunExport {

  /** Most groups of an export. */
  public static final int MAX_GROUPS = 5_000;

  /** Evaluations with their answers: the first, and the newest others. */
  static final int MAX_EVALUATIONS = 50;

  /** Answers of an evaluation; the first. */
  static final int MAX_ANSWERS = 1_000;

  private static final int GROUPS_A_PAGE = 200;
  private static final int ANSWERS_A_PAGE = 100;
  private static final int METRICS_A_REQUEST = 64;
  private static final int POINTS = 2_000;
  private static final int REPORT_EVERY = 50;
  private static final Set<String> NOT_YET = Set.of("connecting", "reading");
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final List<String> PARTS = List.of("console.js", "console.css", "icon.svg");

  private final ConsoleDocuments console;
  private final String run;
  private final Consumer<String> say;
  private final BooleanSupplier stopped;

  /**
   * An export.
   *
   * @param console where one listens that shows the run
   * @param say receives what is under way
   */
  public RunExport(URI console, String run, Consumer<String> say, BooleanSupplier stopped) {
    this.console = new ConsoleDocuments(console);
    this.run = run;
    this.say = say;
    this.stopped = stopped;
  }

  /**
   * Writes it.
   *
   * @param out a folder that does not exist
   * @param groups how many of the newest groups, at most {@value #MAX_GROUPS}
   * @throws RunFailedException if the run cannot be read; nothing is left of the folder then
   */
  public ExportResult write(Path out, int groups) {
    try (var folder = new ExportFolder(out)) {
      String base = "api/runs/" + encoded(run);
      JsonNode view = whole(base);
      folder.document("api/runs", JsonNodeFactory.instance.arrayNode().add(view));
      folder.document(base, view);
      curves(folder, base, view);
      JsonNode listed = groups(folder, base, groups);
      int evaluations = evaluations(folder, base);
      console.find(base + "/fleet").ifPresent(fleet -> folder.document(base + "/fleet", fleet));
      for (String part : PARTS) {
        folder.part(
            part,
            console
                .bytes(part)
                .orElseThrow(() -> new RunFailedException("the console has no " + part)));
      }
      folder.finish(
          Map.of(
              "run", run,
              "written_millis", System.currentTimeMillis(),
              "answers", MAX_ANSWERS));
      return new ExportResult(
          run,
          folder.path().toString(),
          listed.path("groups").size(),
          listed.path("indexed").asInt(),
          evaluations,
          folder.files(),
          folder.bytes());
    }
  }

  /** The run once the console has read all of it. */
  private JsonNode whole(String base) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode view = console.get(base);
      String state = view.path("state").asText();
      if (state.equals("away") || (NOT_YET.contains(state) && System.nanoTime() > deadline)) {
        throw new RunFailedException("run %s: %s".formatted(run, view.path("why").asText()));
      }
      if (!NOT_YET.contains(state)) {
        return view;
      }
      checkStop();
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  /** All metrics in one document, as if they had been asked for at once. */
  private void curves(ExportFolder folder, String base, JsonNode view) {
    List<String> names = new ArrayList<>();
    view.path("overview").path("metrics").forEach(name -> names.add(name.asText()));
    ObjectNode all = null;
    for (int from = 0; from < Math.max(1, names.size()); from += METRICS_A_REQUEST) {
      List<String> some = names.subList(from, Math.min(names.size(), from + METRICS_A_REQUEST));
      JsonNode part =
          console.get(
              "%s/curves?points=%d&metrics=%s"
                  .formatted(base, POINTS, encoded(String.join(",", some))));
      if (all == null) {
        all = part.deepCopy();
      } else {
        ((ObjectNode) all.path("lines")).setAll((ObjectNode) part.path("lines"));
      }
    }
    folder.document(base + "/curves", all);
  }

  /** The list of the newest groups, and each of them. */
  private JsonNode groups(ExportFolder folder, String base, int most) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    ObjectNode list = null;
    boolean more = true;
    while (more) {
      int limit = Math.min(GROUPS_A_PAGE, most - rows.size());
      JsonNode page =
          console.get(
              "%s/groups?offset=%d&limit=%d".formatted(base, rows.size(), Math.max(1, limit)));
      list = list == null ? page.deepCopy() : list;
      page.path("groups").forEach(row -> rows.add(row));
      more = rows.size() < most && page.path("groups").size() == limit;
    }
    while (rows.size() > most) {
      rows.remove(rows.size() - 1);
    }
    list.set("groups", rows);
    folder.document(base + "/groups", list);
    for (int i = 0; i < rows.size(); i++) {
      checkStop();
      String path = base + "/groups/" + encoded(rows.get(i).path("group").asText());
      console
          .find(path)
          .ifPresent(
              group -> {
                folder.document(path, group);
                if (group.path("image").asBoolean()) {
                  console
                      .bytes(path + "/image")
                      .ifPresent(png -> folder.image(path + "/image", png));
                }
              });
      if ((i + 1) % REPORT_EVERY == 0) {
        say.accept("%,d of %,d groups".formatted(i + 1, rows.size()));
      }
    }
    return list;
  }

  /**
   * The evaluations, their answers, and what changed from each to the next and from the first to
   * the last.
   */
  private int evaluations(ExportFolder folder, String base) {
    JsonNode all = console.get(base + "/evaluations");
    folder.document(base + "/evaluations", all);
    List<Integer> versions = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i == 0 || i > all.size() - MAX_EVALUATIONS) {
        versions.add(all.get(i).path("version").asInt());
      }
    }
    for (int i = 0; i < versions.size(); i++) {
      checkStop();
      answers(folder, "%s/evaluations/%d/answers".formatted(base, versions.get(i)));
      if (i > 0) {
        flips(folder, base, versions.get(i - 1), versions.get(i));
      }
    }
    if (versions.size() > 2) {
      flips(folder, base, versions.get(0), versions.get(versions.size() - 1));
    }
    return versions.size();
  }

  private void flips(ExportFolder folder, String base, int from, int to) {
    String path = "%s/flips?from=%d&to=%d".formatted(base, from, to);
    console.find(path).ifPresent(flips -> folder.document(path, flips));
  }

  private void answers(ExportFolder folder, String path) {
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    ObjectNode document = null;
    boolean more = true;
    while (more) {
      JsonNode page =
          console.get("%s?offset=%d&limit=%d".formatted(path, answers.size(), ANSWERS_A_PAGE));
      document = document == null ? page.deepCopy() : document;
      page.path("answers").forEach(answer -> answers.add(answer));
      more = page.path("answers").size() == ANSWERS_A_PAGE && answers.size() < MAX_ANSWERS;
    }
    document.set("answers", answers);
    folder.document(path, document);
  }

  private void checkStop() {
    if (stopped.getAsBoolean()) {
      throw new StoppedException();
    }
  }

  /** As the page's encodeURIComponent writes run names and keys of groups. */
  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
