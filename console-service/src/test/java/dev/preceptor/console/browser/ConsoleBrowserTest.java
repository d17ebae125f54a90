package dev.preceptor.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.console.written.WrittenRun;
import dev.preceptor.fleet.export.ExportResult;
import dev.preceptor.fleet.export.RunExport;
import dev.preceptor.testkit.TestBroker;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in a real browser, over a run on a real broker that is written through the real codecs.
 * Screenshots are left in {@code target/screenshots}.
 */
@Tag("integration")
class ConsoleBrowserTest {

  private static final String RUN = "grpo-seven";
  private static final int STEPS = 24;
  private static final Path SHOTS = Path.of("target/screenshots");

  @TempDir private static Path folder;
  private static TestBroker broker;
  private static WrittenRun run;
  private static ConsoleServer console;

  private Browser browser;

  /** The folder of the export that a test opens. */
  private String fromDisk;

  @BeforeAll
  static void writeARun() throws Exception {
    if (Browser.executable().isEmpty()) {
      System.err.println(
          "ConsoleBrowserTest is SKIPPED: there is no Chromium on the path (Debian: apt install"
              + " chromium)");
      assumeTrue(false, "there is no Chromium on the path");
    }
    broker = TestBroker.start();
    run = new WrittenRun(broker.bootstrapServers(), RUN, STEPS);
    run.write();
    try (var other = new WrittenRun(broker.bootstrapServers(), "dr-grpo-young", STEPS)) {
      assertThat(other.topics().run()).isEqualTo("dr-grpo-young"); // has no step yet
    }
    console =
        new ConsoleServer(
            broker.bootstrapServers(),
            RUN + ",dr-grpo-young",
            folder.resolve("console.log"),
            Map.of());
  }

  @BeforeEach
  void openABrowser() throws Exception {
    browser =
        Browser.start(
            Browser.executable().orElseThrow(), Files.createTempDirectory(folder, "profile"));
    browser.look(1280, 900, false);
  }

  @AfterEach
  void nothingWasAskedOfOthersAndNothingFailed() {
    if (browser != null) {
      try {
        assertThat(browser.requests())
            .allMatch(
                url ->
                    url.startsWith(console.url())
                        || url.equals("about:blank")
                        || (fromDisk != null && url.startsWith(fromDisk)));
        assertThat(browser.complaints()).isEmpty();
      } finally {
        browser.close();
      }
    }
  }

  @AfterAll
  static void close() {
    if (console != null) {
      console.close();
    }
    if (run != null) {
      run.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private void show(String path, String awaited) {
    browser.open(console.url() + "#/" + path);
    browser.awaitText(awaited);
    browser.await("!document.body.innerText.includes('Loading')");
  }

  @Test
  void everyPageIsShownAtEverySizeInLightAndDarkAndWithoutBarriers() throws Exception {
    Map<String, List<String>> pages =
        Map.of(
            "runs", List.of("runs", RUN),
            "curves", List.of("runs/" + RUN, "Gradient norm"),
            "young", List.of("runs/dr-grpo-young", "No step is taken yet"),
            "groups", List.of("runs/" + RUN + "/groups", "23-7"),
            "group", List.of("runs/" + RUN + "/groups/12-5", "Where it comes from"),
            "empty", List.of("runs/" + RUN + "/groups?text=nothing", "No group matches"),
            "evaluations", List.of("runs/" + RUN + "/evaluations", "became right"),
            "none",
                List.of("runs/dr-grpo-young/evaluations", "No version of this run is evaluated"),
            "fleet", List.of("runs/" + RUN + "/fleet", "Waits for"));
    List<String> barriers = new ArrayList<>();
    for (var page : pages.entrySet()) {
      show(page.getValue().get(0), page.getValue().get(1));
      barriers.addAll(looked(page.getKey()));
    }
    browser.look(3840, 2160, false);
    show("runs/" + RUN, "Gradient norm");
    browser.screenshot(SHOTS.resolve("curves-3840-light.png"));
    assertThat(barriers).isEmpty();
  }

  /** Leaves screenshots of what is shown, and says what axe finds at each of them. */
  private List<String> looked(String page) throws Exception {
    List<String> barriers = new ArrayList<>();
    for (boolean dark : List.of(false, true)) {
      for (int width : List.of(360, 1280)) {
        browser.look(width, 900, dark);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .as("width of %s at %d pixels", page, width)
            .isLessThanOrEqualTo(width);
        browser.screenshot(
            SHOTS.resolve("%s-%d-%s.png".formatted(page, width, dark ? "dark" : "light")));
      }
      barriers.addAll(barriers(page + (dark ? ", dark" : "")));
    }
    return barriers;
  }

  @Test
  void aClinicianReviewsByKeyboardAloneAndAReloadGoesOn() throws Exception {
    show("runs/" + RUN + "/review", "your name");
    List<String> barriers = new ArrayList<>(looked("review-begin"));
    browser.evaluate("document.querySelector('.begin input').focus()");
    browser.type("Dr. Ada Example");
    browser.press("Enter");
    awaitResponse(1);
    browser.awaitText("0 of 80 responses judged by Dr. Ada Example");
    browser.await("document.activeElement.tagName === 'H2'");
    assertThat(browser.evaluate("document.querySelector('main').innerText").asText())
        .as("nothing that would tell a blinded reviewer what others think")
        .doesNotContain("right answer", "reward 1", "says yes", "policy version");
    barriers.addAll(looked("review"));
    browser.press("c");
    browser.await("document.activeElement.tagName === 'TEXTAREA'");
    browser.type("not on this slice; y n u are letters here");
    browser.press("Escape");
    browser.press("y");
    awaitResponse(2);
    browser.press("n");
    awaitResponse(3);
    browser.press("u");
    awaitResponse(4);
    browser.awaitText("3 of 80 responses judged");
    browser.press("b");
    awaitResponse(3);
    browser.awaitText("you said unsure");

    browser.open("about:blank");
    show("runs/" + RUN + "/review?rule=random&seed=1&to=23", "Response 4 of 80");
    awaitResponse(4);
    browser.awaitText("3 of 80 responses judged");
    browser.press("ArrowLeft");
    awaitResponse(3);
    browser.awaitText("you said unsure");
    browser.press("y"); // a change of mind
    awaitResponse(4);

    show("runs/" + RUN + "/agreement", "Clinicians and judge strict");
    browser.awaitText("Dr. Ada Example: 3 responses");
    barriers.addAll(looked("agreement"));
    assertThat(barriers).isEmpty();
  }

  /** Keys do nothing before the response is there. */
  private void awaitResponse(int number) {
    browser.awaitText("Response %d of 80".formatted(number));
    browser.awaitText("Is this reasoning sound?");
  }

  /** What axe finds of serious impact or worse. */
  private List<String> barriers(String page) throws Exception {
    try (InputStream script = getClass().getResourceAsStream("/axe.min.js")) {
      browser.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; 0");
    }
    JsonNode found =
        browser.evaluate(
            """
            axe.run().then(result => result.violations
              .filter(each => each.impact === 'serious' || each.impact === 'critical')
              .map(each => each.id + ': ' + each.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | ')))
            """);
    List<String> barriers = new ArrayList<>();
    found.forEach(each -> barriers.add(page + ": " + each.asText()));
    return barriers;
  }

  @Test
  void whatAModelWritesStaysText() throws Exception {
    show("runs/" + RUN + "/groups/2-1", "Where it comes from");
    browser.evaluate("document.querySelector('.bar input[type=checkbox]').click()");
    browser.await("document.querySelectorAll('details[open]').length > 0");
    String shown = browser.evaluate("document.querySelector('.card').innerText").asText();
    assertThat(shown)
        .contains("<script>window.pwned = 1</script>")
        .contains("<img src=x onerror=\"window.pwned = 2\">")
        .contains("&lt;svg onload=window.pwned=3&gt;")
        .contains("so ⟨U+202E⟩ on") // the character would turn the rest of the line around
        .contains("word ".repeat(700).strip());
    assertThat(browser.evaluate("document.querySelector('.asked').innerText").asText())
        .contains("<script>window.pwned = 4</script>")
        .contains("<i>no finding</i>");
    assertThat(browser.evaluate("typeof window.pwned").asText()).isEqualTo("undefined");
    assertThat(
            browser
                .evaluate("document.querySelectorAll('main script, main svg, main i').length")
                .asInt())
        .isZero();
    assertThat(browser.evaluate("document.querySelectorAll('main img').length").asInt())
        .isEqualTo(2); // the question's, small and large
    browser.await("document.querySelector('.picture img').naturalWidth === 56");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(1280);
    browser.screenshot(SHOTS.resolve("hostile-1280-light.png"));
  }

  @Test
  void anExportOpensFromDiskWithoutAServer() throws Exception {
    Path out = folder.resolve("run & <b>pages</b>");
    ExportResult written =
        new RunExport(URI.create(console.url()), RUN, text -> {}, () -> false).write(out, 30);
    assertThat(written.groups()).isEqualTo(30);
    String page = out.resolve("index.html").toUri().toString();
    fromDisk = out.toUri().toString();
    browser.open(page);
    browser.awaitText("a copy of");
    browser.awaitText(RUN);
    browser.open(page + "#/runs/" + RUN);
    browser.awaitText("Gradient norm");
    browser.await("document.querySelectorAll('.chart canvas').length > 5");
    browser.screenshot(SHOTS.resolve("export-curves-1280-light.png"));
    browser.open(page + "#/runs/" + RUN + "/groups?order=lowest_reward");
    browser.await("document.querySelectorAll('table.groups tbody tr').length === 30");
    String group =
        browser.evaluate("document.querySelector('table.groups tbody a').innerText").asText();
    browser.open(page + "#/runs/" + RUN + "/groups/" + group);
    browser.awaitText("Where it comes from");
    browser.await("document.querySelector('.picture img').naturalWidth === 56");
    browser.screenshot(SHOTS.resolve("export-group-1280-light.png"));
    browser.open(page + "#/runs/" + RUN + "/evaluations");
    browser.awaitText("became right");
    browser.await("document.querySelectorAll('.responses .card').length > 0");
    browser.open(page + "#/runs/" + RUN + "/groups/1-1");
    browser.awaitText("This export does not hold it");
  }

  /** Even a mistake in the page could not turn a text into HTML. */
  @Test
  void noTextCanBecomeHtml() throws Exception {
    show("runs", RUN);
    assertThat(
            browser
                .evaluate(
                    "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'made HTML' }"
                        + " catch (e) { return e.name } })()")
                .asText())
        .isEqualTo("TypeError");
    browser.close();
    browser = null; // it complains, as it should
  }

  @Test
  void aPageFollowsTheRunByItself() throws Exception {
    show("runs/" + RUN, "23 of 24");
    run.finish();
    browser.awaitText("24 of 24");
    browser.awaitText("finished");
  }
}
