package dev.preceptor.cli.reference;

import java.util.List;
import picocli.CommandLine;

/**
 * A page of {@code docs/reference}.
 *
 * @param file its name in that folder
 * @param text Markdown, ending with a line break
 */
public record ReferencePage(String file, String text) {

  /** What a reader runs to write the pages again. */
  public static final String REWRITE = "./preceptor reference --out docs/reference";

  /**
   * Every page.
   *
   * @param preceptor the command with all its commands; its help's width is set by this
   */
  public static List<ReferencePage> all(CommandLine preceptor) {
    return List.of(
        CommandsPage.of(preceptor),
        MetricsPage.of(),
        PrometheusPage.of(),
        TopicsPage.of(),
        AccessPage.of(),
        EnvironmentPage.of(),
        ExitCodesPage.of());
  }

  /** A page that says of itself how it is written. */
  static ReferencePage titled(String file, String title, String... blocks) {
    return new ReferencePage(
        file,
        "# %s\n\n<!-- Generated from the code: change the code, then run `%s`. -->\n\n%s\n"
            .formatted(title, REWRITE, String.join("\n\n", blocks)));
  }
}
