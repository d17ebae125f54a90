package dev.preceptor.console.web;

import java.util.Locale;

/** What a session may do. */
enum SessionRole {
  /** See everything. */
  VIEWER,
  /** See everything, and write reviews. */
  REVIEWER;

  /** Its name in documents. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
