package dev.preceptor.study.table;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Table 1 of "Toward Effective Reinforcement Learning Fine-Tuning for Medical VQA in
 * Vision-Language Models", as printed, in its order.
 */
final class PaperTable {

  /**
   * A row.
   *
   * @param title what the paper calls it
   * @param figures its numbers; a column that it leaves out is missing
   */
  record Row(String title, Map<TableColumn, PaperFigure> figures) {}

  /** By the name of the recipe. */
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    accuracy("qwen2_vl_eval", "Qwen2-VL-2B-Instruct, not fine-tuned", 47.29);
    accuracy("sft_lora", "SFT: LoRA", 45.98);
    accuracy("sft_full", "SFT: full fine-tuning", 52.00);
    accuracy("dpo", "SFT: DPO", 46.97);
    row(
        "from_scratch",
        "from scratch (Qwen2-VL-2B): GRPO",
        new double[] {51.56, 0.49, 0.19, 14.16, 2.80, 9.27, 2.09, 141.46, 69.10});
    row("grpo", "GRPO", new double[] {58.04, 0.21, 0.24, 13.28, 19.64, 7.66, 2.49, 66.41, 74.34});
    row(
        "semantic",
        "GRPO + semantic alignment",
        new double[] {59.86, 0.46, 0.19, 36.54, 10.97, 8.07, 2.63, 64.42, 24.02});
    row(
        "semantic_ecr",
        "GRPO + semantic alignment + ECR",
        new double[] {50.17, 0.65, 0.07, 20.54, 2.92, 9.42, 1.91, 338.14, 95.69});
    row(
        "semantic_cwr",
        "GRPO + semantic alignment + CWR",
        new double[] {54.68, 0.61, 0.11, 18.45, 2.40, 7.82, 3.52, 224.06, 73.72});
    row(
        "dr_grpo",
        "Dr.GRPO",
        new double[] {61.09, 0.24, 0.25, 11.10, 12.63, 4.17, 3.76, 76.11, 80.27});
    starred("llava_eval", "LLaVA-7B-v1.5", 11.8, 0.19, 0.24);
    starred("llama32_eval", "Llama-3.2-11B-Vision-Instruct", 22.92, 0.33, 0.27);
  }

  private PaperTable() {}

  /** The names of the recipes in the table's order. */
  static List<String> names() {
    return List.copyOf(ROWS.keySet());
  }

  /** The row of a recipe; empty if the paper has none. */
  static Optional<Row> of(String recipe) {
    return Optional.ofNullable(ROWS.get(recipe));
  }

  private static Map<TableColumn, PaperFigure> accuracy(String recipe, String title, double value) {
    Map<TableColumn, PaperFigure> figures = new EnumMap<>(TableColumn.class);
    figures.put(TableColumn.ACCURACY, new PaperFigure(value, OptionalDouble.empty(), false));
    ROWS.put(recipe, new Row(title, figures));
    return figures;
  }

  /**
   * @param values the accuracy, then mean and standard deviation of the other columns
   */
  private static void row(String recipe, String title, double[] values) {
    Map<TableColumn, PaperFigure> figures = accuracy(recipe, title, values[0]);
    for (TableColumn column : TableColumn.values()) {
      if (column != TableColumn.ACCURACY) {
        int at = 2 * column.ordinal() - 1;
        figures.put(column, new PaperFigure(values[at], OptionalDouble.of(values[at + 1]), false));
      }
    }
  }

  private static void starred(
      String recipe, String title, double value, double similarity, double std) {
    accuracy(recipe, title, value)
        .put(TableColumn.SIMILARITY, new PaperFigure(similarity, OptionalDouble.of(std), true));
  }
}
