package dev.preceptor.models;

import java.io.IOException;

/** A text file is not in UTF-8. The message begins with "it is" and ends with the fix. */
public final class NotUtf8Exception extends IOException {
  private static final long serialVersionUID = 1L;

  NotUtf8Exception(String message) {
    super(message);
  }
}
