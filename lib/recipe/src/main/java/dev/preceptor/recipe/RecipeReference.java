package dev.preceptor.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The reference page of recipe keys, {@code docs/reference/recipe.md}. */
public final class RecipeReference {

  private static final String INTRODUCTION =
      """
      # Recipe keys

      <!-- Generated from the code: change the code, then run `./preceptor recipe keys --markdown > docs/reference/recipe.md`. -->

      A recipe is a YAML file that configures a run; `recipes/` has examples. Each key can be changed on the command line with
      `--set KEY=VALUE`. A relative path is relative to the recipe's folder, or with `--set` to the working directory. A key that is not
      given has its default; an unknown key is refused, with the most similar known key as a suggestion. A run keeps its resolved
      recipe, with every default filled in, as `runs/NAME/recipe.yaml`.

      A recipe is YAML 1.2 in UTF-8 (or in UTF-16 with a byte order mark). An alias (`*name`) stands for a copy of what its anchor (`&name`)
      marks; a merge key (`<<: *name`) adds the entries that a mapping lacks. A key that is given twice is refused with its line, and so is
      what readers of YAML 1.1 and 1.2 read differently, unless it is in quotes: `010`, `1_000`, `1:30`, `0b1`, `0o7`, `yes`, `no`, `on`,
      `off`. Numbers are written `10`, `0x10`, `2.5` or `1e-6`, truth values `true` and `false`.

      In the tables, `phantom.train` is the key `train` of the mapping `phantom`, and `rewards[].name` is the key `name` of each entry of
      the list `rewards`. *TRL* marks a key that TRL has too, with the class that declares it there: `GRPOConfig`, or transformers'
      `TrainingArguments`, which TRL's configurations extend. Defaults can differ from TRL's. A key that not every trainer reads is marked
      with the commands that do, such as *train only* or *sft and dpo only*; what `preceptor eval` reads of a recipe is marked *eval too*.
      """;

  private RecipeReference() {}

  /** Keys by group; groups in the order of their first keys. */
  public static Map<String, List<RecipeKey>> grouped(List<RecipeKey> keys) {
    return keys.stream()
        .collect(Collectors.groupingBy(RecipeKey::group, LinkedHashMap::new, Collectors.toList()));
  }

  /** The page about some keys, in Markdown, without a line break at its end. */
  public static String markdown(List<RecipeKey> keys) {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    grouped(keys)
        .forEach(
            (group, members) -> {
              page.append("\n## ").append(group).append("\n\n");
              page.append("| Key | Type | Default | Meaning |\n|---|---|---|---|\n");
              members.forEach(key -> page.append(row(key)));
            });
    return page.toString().stripTrailing();
  }

  private static String row(RecipeKey key) {
    String type = key.bounds().isEmpty() ? key.type() : key.type() + ", " + key.bounds();
    boolean words = key.initial().isEmpty() || key.initial().equals(Key.CORES);
    String initial = words ? key.initial() : "`" + key.initial() + "`";
    StringBuilder meaning = new StringBuilder(key.meaning());
    if (!key.readers().isEmpty()) {
      meaning.append(" *").append(key.readers()).append(".*");
    }
    if (!key.trl().isEmpty()) {
      meaning.append(" *TRL:* `").append(key.trl()).append("`.");
    }
    return "| `%s` | %s | %s | %s |\n".formatted(key.key(), type, initial, meaning);
  }
}
