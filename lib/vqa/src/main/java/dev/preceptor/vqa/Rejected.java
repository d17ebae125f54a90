package dev.preceptor.vqa;

/**
 * A row that cannot be used.
 *
 * @param row row in its file; the first row after the header is row 1
 * @param reason one line that names the invalid value
 */
public record Rejected(long row, String reason) {}
