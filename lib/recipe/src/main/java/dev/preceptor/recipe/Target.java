package dev.preceptor.recipe;

/** What supervised fine-tuning teaches as the answer to a question. */
public enum Target {
  /** The text of the right choice: {@code <answer>Abdomen</answer>}, as in the paper's Fig. S5. */
  ANSWER_TEXT,
  /** The letter of the right choice: {@code <answer>B</answer>}. */
  ANSWER_LETTER,
  /** What {@code response_column} holds. */
  COLUMN
}
