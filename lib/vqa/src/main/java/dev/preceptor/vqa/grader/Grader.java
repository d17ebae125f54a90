package dev.preceptor.vqa.grader;

import dev.preceptor.vqa.grading.Graded;

/** Decides whether a response answers its question correctly. */
public interface Grader {

  /** The name that {@code preceptor eval --grader} takes. */
  String name();

  /** Whether the response counts as correct. */
  boolean isCorrect(Graded graded);
}
