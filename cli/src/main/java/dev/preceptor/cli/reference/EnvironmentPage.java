package dev.preceptor.cli.reference;

import static dev.preceptor.cli.reference.MarkdownTable.code;

/** Environment variables and system properties. */
final class EnvironmentPage {

  private EnvironmentPage() {}

  static ReferencePage of() {
    var variables = new MarkdownTable("variable", "read by", "if not set", "meaning");
    for (var each : EnvironmentVariable.values()) {
      variables.row(code(each.name()), each.reader(), each.standard(), each.meaning());
    }
    var properties = new MarkdownTable("property", "set by", "meaning");
    for (var each : SystemProperty.values()) {
      properties.row(code(each.key()), each.setBy(), each.meaning());
    }
    return ReferencePage.titled(
        "environment.md",
        "Environment",
        "A local run needs none of these: `preceptor train` and `preceptor join` set what the"
            + " services need. What a run computes is in its recipe ([recipe.md](recipe.md)), not"
            + " in the environment.",
        "## Environment variables",
        variables.toString(),
        "The variables that hold keys, `PRECEPTOR_KEY_…`, are named by a recipe (`api_key_env` of a"
            + " judge, `key_env` of a reward) and read by the process that calls the server. Every"
            + " other key of a service's `application.properties` can be set by a variable too, as"
            + " Quarkus maps names: `quarkus.log.level` is `QUARKUS_LOG_LEVEL`.",
        "## System properties",
        properties.toString());
  }
}
