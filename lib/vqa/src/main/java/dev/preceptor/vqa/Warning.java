package dev.preceptor.vqa;

/**
 * A row that can be used, but perhaps not as its author meant it.
 *
 * @param row row in its file; the first row after the header is row 1
 * @param reason one line that says what to change
 */
public record Warning(long row, String reason) {}
